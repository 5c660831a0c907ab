import { MiawError } from './errors.js';
import { isEvent } from './events.js';
import type { Event } from './generated/types.gen.js';

/** The bytes of a request, or its text in UTF-8, exactly as they came. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** The headers of a request, as `fetch` has them or as Node does. */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface UnwrapOptions {
  /** How old a signature may be, and how far ahead of this clock, in ms. Default: five minutes. */
  toleranceMs?: number;
}

export interface TestHeadersOptions {
  body: RawBody;
  secret: string;
  /** Id of the delivery. Default: `dlv_test`. */
  id?: string;
  /** When it was signed. Default: now. */
  at?: Date;
}

/** A request that is not from the server, or was changed on the way, or is too old. Answer 401. */
export class WebhookVerificationError extends MiawError {
  override name = 'WebhookVerificationError';
}

const ID = 'webhook-id';
const TIMESTAMP = 'webhook-timestamp';
const SIGNATURE = 'webhook-signature';

/** What the secrets of endpoints begin with in the form of Standard Webhooks: base64 follows. */
const STANDARD_PREFIX = 'whsec_';

const TOLERANCE_MS = 5 * 60_000;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Verifies what was posted to a receiver.
 * @param body exactly as it came: parsed and written again, it is another
 * @param secrets the secret of the endpoint, as `secret` or as `standardSecret`; while it is changed, the old and the new one
 * @throws WebhookVerificationError
 */
export async function unwrap(
  body: RawBody,
  headers: RequestHeaders,
  secrets: string | readonly string[],
  { toleranceMs = TOLERANCE_MS }: UnwrapOptions = {},
): Promise<Event> {
  const [id, timestamp, signature] = [ID, TIMESTAMP, SIGNATURE].map((name) => headerOf(headers, name));
  if (!id || !timestamp || !signature)
    throw new WebhookVerificationError(`the headers ${ID}, ${TIMESTAMP} and ${SIGNATURE} are required`);
  const age = Math.abs(Date.now() - Number(timestamp) * 1000);
  if (!(age <= toleranceMs)) throw new WebhookVerificationError(`${TIMESTAMP} is too far from now`);
  const bytes = bytesOf(body);
  const signed = signedBytes(id, timestamp, bytes);
  const signatures = signature.split(' ').flatMap((each) => (each.startsWith('v1,') ? [each.slice(3)] : []));
  if (!(await isSigned(signed, signatures, [secrets].flat())))
    throw new WebhookVerificationError('no signature fits: the secret or the body is another');
  const event: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isEvent(event)) throw new WebhookVerificationError('the body is not an event');
  return event;
}

/** Headers that `unwrap`, and receivers that check Standard Webhooks, accept for a body: for tests of a receiver. */
export async function generateTestHeaders({
  body,
  secret,
  id = 'dlv_test',
  at = new Date(),
}: TestHeadersOptions): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const [key = new Uint8Array()] = keysOf(secret);
  const imported = await crypto.subtle.importKey('raw', key, HMAC, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', imported, signedBytes(id, timestamp, bytesOf(body)));
  return {
    'content-type': 'application/json',
    [ID]: id,
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`,
  };
}

async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: readonly string[],
  secrets: readonly string[],
): Promise<boolean> {
  for (const key of secrets.flatMap(keysOf)) {
    const imported = await crypto.subtle.importKey('raw', key, HMAC, false, ['verify']);
    for (const signature of signatures) {
      const mac = decoded(signature);
      if (mac && (await crypto.subtle.verify('HMAC', imported, mac, signed))) return true;
    }
  }
  return false;
}

/** The keys that a secret can stand for: a text of the owner's choice may begin like a standard secret. */
function keysOf(secret: string): Uint8Array<ArrayBuffer>[] {
  const standard = secret.startsWith(STANDARD_PREFIX)
    ? decoded(secret.slice(STANDARD_PREFIX.length))
    : undefined;
  const own = new TextEncoder().encode(secret);
  // WebCrypto takes no empty key.
  return [...(standard ? [standard] : []), own].filter(({ length }) => length > 0);
}

function signedBytes(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

function bytesOf(body: RawBody): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  return ArrayBuffer.isView(body)
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body);
}

/** The bytes of a text in base64; undefined if it is none. */
function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function headerOf(headers: RequestHeaders, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? found : found?.[0];
}

/** Whether they have a method to look one up, of whatever realm or polyfill they are. */
function isHeaders(headers: RequestHeaders): headers is Headers {
  return typeof headers['get'] === 'function';
}
