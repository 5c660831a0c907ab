import { client } from '../../../packages/client/src/generated/client.gen.js';
import type { ErrorEnvelope, Scope } from '../../../packages/client/src/generated/types.gen.js';

/** Whose session it is, and what it may do. */
export interface Session {
  keyId: string;
  keyName: string;
  scopes: readonly Scope[];
  /** Ids of the instances that the key is for; null: all. */
  instances: readonly string[] | null;
  token: string;
  /** The server runs over the emulator, whose phones the session may play. */
  emulator: boolean;
}

const SESSION = '/console/session';
const TOKEN_HEADER = 'X-Console-Token';

/** What the API said against a request. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly correlationId?: string,
  ) {
    super(message);
  }
}

let ended: () => void = () => undefined;
/** The session is being replaced by another. */
let renewing = false;

/** @param action is called when a request finds the session ended */
export function onSessionEnd(action: () => void): void {
  ended = action;
}

client.setConfig({ baseUrl: location.origin });

async function session(
  method: 'GET' | 'POST' | 'DELETE',
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(SESSION, { method, headers, signal: AbortSignal.timeout(30_000) });
  const body: unknown = await response.json();
  if (!response.ok) throw refusalOf(body, response.status);
  return body;
}

function begun(body: unknown): Session {
  if (!isObject(body) || !isSession(body['data'])) throw new Refused(0, 'UNEXPECTED', 'no session');
  const { data } = body;
  client.setConfig({ headers: { [TOKEN_HEADER]: data.token } });
  return data;
}

/** The session that the browser has; undefined: none. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    return begun(await session('GET'));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return undefined;
    throw error;
  }
}

/** What no header can hold. */
const NOT_IN_HEADERS = /[^\u0020-\u007e\u00a0-\u00ff]/;

/** @throws Refused */
export async function login(key: string): Promise<Session> {
  if (NOT_IN_HEADERS.test(key)) throw new Refused(401, 'UNAUTHORIZED', 'no key has such characters');
  return begun(await session('POST', { Authorization: `Bearer ${key}` }));
}

/** @throws Refused unless the session is over */
export async function logout({ token }: Session): Promise<void> {
  try {
    await session('DELETE', { [TOKEN_HEADER]: token });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
  }
}

/** Does what ends the session and opens another. Requests that find it ended meanwhile do not end the page. */
export async function renew(work: () => Promise<void>): Promise<void> {
  renewing = true;
  try {
    await work();
  } finally {
    renewing = false;
  }
}

/**
 * What a generated function got, out of its envelope.
 * @throws Refused
 */
export async function got<T>(
  call: Promise<{ data?: { data: T }; error?: ErrorEnvelope; response?: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (data !== undefined) return data.data;
  const status = response?.status ?? 0;
  if (status === 401 && !renewing) ended();
  throw refusalOf(error, status);
}

/** A request to any path of the API. @returns the status and the body as it came */
export async function raw(
  path: string,
  init: { method: string; body?: BodyInit; headers?: Record<string, string> },
  token: string,
): Promise<Response> {
  const headers = {
    [TOKEN_HEADER]: token,
    ...(typeof init.body === 'string' && { 'Content-Type': 'application/json' }),
  };
  const response = await fetch(path, { ...init, headers: { ...headers, ...init.headers } });
  if (response.status === 401 && !renewing) ended();
  return response;
}

export function refusalOf(body: unknown, status: number): Refused {
  const error = isObject(body) ? body['error'] : undefined;
  if (!isObject(error)) return new Refused(status, 'UNREACHABLE', String(status));
  const { code, message, correlationId } = error;
  return new Refused(
    status,
    String(code),
    detailed(String(message), error['details']),
    typeof correlationId === 'string' ? correlationId : undefined,
  );
}

/** A message with the fields that it is about, or with what else is known. */
function detailed(message: string, details: unknown): string {
  if (!isObject(details)) return message;
  const { fields, ...others } = details;
  if (Array.isArray(fields) && fields.length > 0)
    return fields
      .map((each: unknown) => (isObject(each) ? `${String(each['field'])} ${String(each['reason'])}` : ''))
      .join('; ');
  const facts = Object.entries(others)
    .filter(([, value]) => ['string', 'number'].includes(typeof value) && !message.includes(String(value)))
    .map(([name, value]) => `${name}: ${String(value)}`);
  return facts.length > 0 ? `${message} (${facts.join(', ')})` : message;
}

/** Whether it makes no sense to ask again by and by. */
export function isFinal(error: unknown): boolean {
  return error instanceof Refused && error.status >= 400 && error.status < 500 && error.status !== 429;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSession(value: unknown): value is Session {
  return isObject(value) && typeof value['token'] === 'string' && Array.isArray(value['scopes']);
}
