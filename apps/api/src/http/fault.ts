import type { ErrorCode } from './error-catalogue.js';

/** One field of a request that cannot be used. */
export interface FieldFault {
  /** Path of the field, as in `webhookEvents` or `headers.X-Token`. */
  field: string;
  reason: string;
}

/** What a code leaves open; `fields` in INVALID_REQUEST. */
export interface FaultDetails {
  readonly fields?: readonly FieldFault[];
  readonly [key: string]: unknown;
}

/** What the HTTP side itself refuses. `message` and `details` are shown to the caller. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: FaultDetails,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** @param fields must not hold the values that were sent */
export function invalidRequest(...fields: FieldFault[]): ApiFault {
  return new ApiFault('INVALID_REQUEST', 'the request is invalid', { fields });
}
