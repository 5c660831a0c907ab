import type { ErrorCode, ErrorEnvelope } from './generated/types.gen.js';

/** The codes of the API; others come from proxies or newer servers. */
export type AnyCode = ErrorCode | (string & Record<never, never>);

/** What invalid fields are reported as. */
export type FieldFault = NonNullable<NonNullable<ErrorEnvelope['error']['details']>['fields']>[number];

/** Everything that this package throws, but for what `signal` aborts with. */
export class MiawError extends Error {
  override name = 'MiawError';
}

/** There was no answer: the server cannot be reached, or the connection broke. `cause` is what `fetch` threw. */
export class NoAnswerError extends MiawError {
  override name = 'NoAnswerError';
}

/** What an answer that is an error says. */
export interface Refusal {
  /** HTTP status. */
  status: number;
  code: AnyCode;
  message: string;
  details: Readonly<Record<string, unknown>>;
  correlationId: string | undefined;
  /** What `Retry-After` says, in ms. */
  retryAfterMs: number | undefined;
}

/** The server answered with an error. */
export class ApiError extends MiawError implements Refusal {
  override name = 'ApiError';
  readonly status: number;
  /** What programs rely on. `UNKNOWN` if the answer did not come from the API. */
  readonly code: AnyCode;
  readonly details: Readonly<Record<string, unknown>>;
  /** Id of the request in the log of the server. */
  readonly correlationId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor({ status, code, message, details, correlationId, retryAfterMs }: Refusal) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.correlationId = correlationId;
    this.retryAfterMs = retryAfterMs;
  }

  /** `not_sent`: the request had no effect and will not have any. `unknown`: it may have had one. */
  get outcome(): 'not_sent' | 'unknown' | undefined {
    const { outcome } = this.details;
    return outcome === 'not_sent' || outcome === 'unknown' ? outcome : undefined;
  }

  /** The fields that are invalid; empty unless `code` is `INVALID_REQUEST`. */
  get fields(): FieldFault[] {
    const { fields } = this.details;
    return Array.isArray(fields) ? fields.filter(isFieldFault) : [];
  }
}

/** 400: the request is malformed, or a field is invalid; see `fields`. */
export class InvalidRequestError extends ApiError {
  override name = 'InvalidRequestError';
}

/** 401: the API key is missing or wrong. */
export class UnauthorizedError extends ApiError {
  override name = 'UnauthorizedError';
}

/** 403: the API key may not do this; see `details.missingScope`. */
export class ForbiddenError extends ApiError {
  override name = 'ForbiddenError';
}

/** 404: `code` says what does not exist. */
export class NotFoundError extends ApiError {
  override name = 'NotFoundError';
}

/** 409: the current state does not allow the request, or an id is ambiguous. */
export class ConflictError extends ApiError {
  override name = 'ConflictError';
}

/** 429: too many requests; see `retryAfterMs`. */
export class RateLimitedError extends ApiError {
  override name = 'RateLimitedError';
}

/** 503: the instance is not connected, or the server cannot work right now. */
export class UnavailableError extends ApiError {
  override name = 'UnavailableError';
}

/** 504: WhatsApp did not answer in time; see `outcome`. */
export class TimeoutError extends ApiError {
  override name = 'TimeoutError';
}

/** WhatsApp refused the request. Its own code is in `details.code`. */
export class WhatsAppError extends ApiError {
  override name = 'WhatsAppError';
}

const BY_STATUS: Readonly<Record<number, new (refusal: Refusal) => ApiError>> = {
  400: InvalidRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitedError,
  503: UnavailableError,
  504: TimeoutError,
};

/** @param body what the answer contains: parsed JSON, or a text */
export function apiError(response: Response, body: unknown): ApiError {
  const { code, message, details, correlationId } = objectOf(objectOf(body)['error']);
  const refusal: Refusal = {
    status: response.status,
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : `the server answered ${response.status}`,
    details: objectOf(details),
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
    retryAfterMs: retryAfterOf(response),
  };
  if (refusal.code === 'WHATSAPP_ERROR') return new WhatsAppError(refusal);
  return new (BY_STATUS[response.status] ?? ApiError)(refusal);
}

/** What `Retry-After` says, in ms: seconds, or a date. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get('Retry-After');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

/** What a failed `fetch` is thrown as. Whoever aborts a request gets the reason back. */
export function noAnswer(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NoAnswerError(`the server did not answer: ${reason}`, { cause });
}

/** An object, empty where there is none. */
export function objectOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldFault(value: unknown): value is FieldFault {
  const { field, reason } = objectOf(value);
  return typeof field === 'string' && typeof reason === 'string';
}
