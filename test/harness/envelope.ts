import { API_KEY, WEBHOOK_SECRET } from './server.js';
import type { Answer } from './http.js';
import { ROOT } from './process.js';

/** Every code that a caller may meet, with its HTTP status, as the contract has them. */
const STATUS_OF: Readonly<Record<string, number>> = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INSTANCE_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  CONTACT_NOT_FOUND: 404,
  DELIVERY_NOT_FOUND: 404,
  KEY_NOT_FOUND: 404,
  BACKUP_NOT_FOUND: 404,
  GROUP_NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  COMMUNITY_NOT_FOUND: 404,
  CHANNEL_NOT_FOUND: 404,
  LABEL_NOT_FOUND: 404,
  CALL_NOT_FOUND: 404,
  QUICK_REPLY_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  INSTANCE_ALREADY_EXISTS: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  MEDIA_FETCH_FAILED: 422,
  NOT_SUPPORTED: 422,
  CONVERSION_UNAVAILABLE: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  WHATSAPP_ERROR: 500,
  ENDPOINT_NOT_FOUND: 404,
  INSUFFICIENT_STORAGE: 507,
  WEBHOOK_FAILED: 500,
  INSTANCE_NOT_CONNECTED: 503,
  NOT_READY: 503,
  UPSTREAM_TIMEOUT: 504,
};

/** What would tell a caller about our insides. */
const INSIDES: readonly RegExp[] = [
  /node_modules|node:internal|file:\/\/|\bdist\/|\/src\//,
  /\.[jt]s:\d+|\bat \S+ ?\(|\n\s+at /,
  /\b(?:ENOENT|EACCES|EISDIR|ENOTDIR|ENAMETOOLONG|EPERM|ECONN\w+)\b/,
  /SQLITE|sqlite|kysely|constraint failed/i,
  /FST_|HPE_|ERR_[A-Z]|fastify|class-validator|class-transformer|nestjs/i,
  /(?:Syntax|Type|Range|Reference)Error|Unexpected (?:token|end)|is not a function|Cannot read/,
  /should not exist|an unknown value was passed|\[object |undefined|NaN/,
];

export interface Fault {
  code: string;
  message: string;
  details: Record<string, unknown>;
  /** Names of the fields at fault. */
  fields: string[];
}

/**
 * The error of an answer, after seeing that it is what every error is: the envelope and nothing else, code and
 * status belonging together, the id of the header, and not a word about the inside.
 */
export function errorOf(answer: Answer): Fault {
  expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
  const envelope: unknown = JSON.parse(answer.text);
  expect(envelope).toEqual({ success: false, error: expect.any(Object) });
  const { error } = record(envelope);
  const { code, message, details = {}, correlationId, ...more } = record(error);
  expect(more).toEqual({});
  expect({ code, status: STATUS_OF[String(code)] }).toEqual({ code, status: answer.status });
  expect(message).toEqual(expect.stringMatching(/\S/));
  expect(correlationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(answer.headers['x-request-id']).toBe(correlationId);
  expect(insides(answer.text)).toEqual([]);
  return {
    code: String(code),
    message: String(message),
    details: record(details),
    fields: fieldsOf(details),
  };
}

/** The data of an answer, after seeing that it is the envelope of a success and nothing else. */
export function dataOf(answer: Answer): unknown {
  expect(answer.status).toBeLessThan(300);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['x-request-id']).toEqual(expect.any(String));
  const envelope = record(JSON.parse(answer.text));
  expect(Object.keys(envelope)).toEqual(['success', 'data']);
  expect(envelope['success']).toBe(true);
  return envelope['data'];
}

/** What of a text must not have left the server. */
export function insides(text: string): string[] {
  const found = INSIDES.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  for (const secret of [ROOT, API_KEY, WEBHOOK_SECRET]) if (text.includes(secret)) found.push(secret);
  return found;
}

/** @throws when the value is no object */
export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}

function fieldsOf(details: unknown): string[] {
  const { fields = [] } = record(details);
  if (!Array.isArray(fields)) throw new Error('`fields` is no list');
  return fields.map((each: unknown) => {
    const { field, reason, ...more } = record(each);
    expect(more).toEqual({});
    expect(reason).toEqual(expect.stringMatching(/\S/));
    return String(field);
  });
}
