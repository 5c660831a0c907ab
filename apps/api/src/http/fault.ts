import type { ErrorCode } from './error-catalogue.js';

/** A field of a request that is invalid. */
export interface FieldFault {
  /** Path of the field, as in `webhookEvents` or `headers.X-Token`. */
  field: string;
  reason: string;
}

/** Details of an error, depending on its code. INVALID_REQUEST has `fields`. */
export interface FaultDetails {
  readonly fields?: readonly FieldFault[];
  readonly [key: string]: unknown;
}

/** An error that the HTTP side itself reports. Callers see `message` and `details`. */
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

/** @param fields must not contain the values that were sent */
export function invalidRequest(...fields: FieldFault[]): ApiFault {
  return new ApiFault('INVALID_REQUEST', 'the request is invalid', { fields });
}
