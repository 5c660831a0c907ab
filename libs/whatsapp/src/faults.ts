/** Error codes of this library, which are codes of the API's error catalogue. */
export type FaultCode =
  | 'INVALID_REQUEST'
  | 'INSTANCE_NOT_FOUND'
  | 'INSTANCE_ALREADY_EXISTS'
  | 'INSTANCE_NOT_CONNECTED'
  | 'CONFLICT'
  | 'MESSAGE_NOT_FOUND'
  | 'CONTACT_NOT_FOUND'
  | 'GROUP_NOT_FOUND'
  | 'COMMUNITY_NOT_FOUND'
  | 'PRODUCT_NOT_FOUND'
  | 'ORDER_NOT_FOUND'
  | 'CHANNEL_NOT_FOUND'
  | 'LABEL_NOT_FOUND'
  | 'CALL_NOT_FOUND'
  | 'QUICK_REPLY_NOT_FOUND'
  | 'MEDIA_FETCH_FAILED'
  | 'WHATSAPP_ERROR'
  | 'NOT_READY'
  | 'UPSTREAM_TIMEOUT';

/** `not_sent`: the operation had no effect and will not have any. `unknown`: it may have had an effect. */
export type Outcome = 'not_sent' | 'unknown';

/** Default outcome of each code. */
const OUTCOMES: Readonly<Record<FaultCode, Outcome>> = {
  INVALID_REQUEST: 'not_sent',
  INSTANCE_NOT_FOUND: 'not_sent',
  INSTANCE_ALREADY_EXISTS: 'not_sent',
  INSTANCE_NOT_CONNECTED: 'not_sent',
  CONFLICT: 'not_sent',
  MESSAGE_NOT_FOUND: 'not_sent',
  CONTACT_NOT_FOUND: 'not_sent',
  GROUP_NOT_FOUND: 'not_sent',
  COMMUNITY_NOT_FOUND: 'not_sent',
  PRODUCT_NOT_FOUND: 'not_sent',
  ORDER_NOT_FOUND: 'not_sent',
  CHANNEL_NOT_FOUND: 'not_sent',
  LABEL_NOT_FOUND: 'not_sent',
  CALL_NOT_FOUND: 'not_sent',
  QUICK_REPLY_NOT_FOUND: 'not_sent',
  MEDIA_FETCH_FAILED: 'not_sent',
  WHATSAPP_ERROR: 'unknown',
  NOT_READY: 'unknown',
  UPSTREAM_TIMEOUT: 'unknown',
};

/** Codes whose details always contain the outcome. */
const TELLING: ReadonlySet<FaultCode> = new Set([
  'INSTANCE_NOT_CONNECTED',
  'WHATSAPP_ERROR',
  'NOT_READY',
  'UPSTREAM_TIMEOUT',
]);

export interface FaultDetails {
  /** Set if it differs from the default outcome of the code. */
  outcome?: Outcome;
  /** Invalid fields of the request, and what is wrong with each. */
  fields?: readonly { field: string; reason: string }[];
  [key: string]: unknown;
}

/** An error for callers. Its message and details may be shown to them. */
export class WhatsAppFault extends Error {
  override readonly name = 'WhatsAppFault';
  readonly outcome: Outcome;
  readonly details: FaultDetails;

  constructor(
    readonly code: FaultCode,
    message: string,
    details: FaultDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.outcome = details.outcome ?? OUTCOMES[code];
    this.details = TELLING.has(code) ? { ...details, outcome: this.outcome } : details;
  }
}

/** Why one entry of a list failed, for callers. */
export interface Failure {
  code: FaultCode;
  message: string;
  details: FaultDetails;
}

/** @throws whatever is no {@link WhatsAppFault} */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof WhatsAppFault)) throw error;
  const { code, message, details } = error;
  return { code, message, details };
}

/** The error as it is, but saying that the operation may have happened. Whatever is no {@link WhatsAppFault} stays as it is. */
export function withUnknownOutcome(error: unknown): unknown {
  if (!(error instanceof WhatsAppFault)) return error;
  const { code, message, details } = error;
  return new WhatsAppFault(code, message, { ...details, outcome: 'unknown' }, { cause: error });
}

export function invalid(field: string, reason: string): WhatsAppFault {
  return new WhatsAppFault('INVALID_REQUEST', `${field} ${reason}`, { fields: [{ field, reason }] });
}

/** @param outcome `unknown` if the connection ended after the request was sent */
export function notConnected(status: string, outcome: Outcome = 'not_sent'): WhatsAppFault {
  return new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'the instance is not connected to WhatsApp', {
    // Right after the end of a connection the status is still `connected`, which would contradict the error.
    ...(status === 'connected' ? {} : { status }),
    outcome,
  });
}

/** @param code WhatsApp's error code */
export function refusedBy(
  code: string,
  options?: ErrorOptions,
  outcome: Outcome = 'not_sent',
): WhatsAppFault {
  const details = { code, outcome };
  return new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the request', details, options);
}

/**
 * WhatsApp refused a message.
 * @param code WhatsApp's error code
 * @param identity ids by which the caller knows the message
 */
export function refused(code: string, identity: object): WhatsAppFault {
  const details = { code, ...identity, outcome: 'not_sent' as const };
  return new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the message', details);
}

/** The instance is about to be at another server, which the next request reaches. */
export function hasMoved(): WhatsAppFault {
  const details = { cluster: 'no_holder', outcome: 'not_sent' as const };
  return new WhatsAppFault('NOT_READY', 'another server is about to have the instance: try again', details);
}

/**
 * The database failed while messages were stored.
 * @param identity ids by which the caller finds what may be there, and may be sent later; undefined if nothing is
 */
export function notStored(cause: unknown, identity?: object): WhatsAppFault {
  const outcome = identity ? ('unknown' as const) : ('not_sent' as const);
  const details = { database: 'failed', ...identity, outcome };
  return new WhatsAppFault('NOT_READY', 'the database does not answer', details, { cause });
}

/** WhatsApp's answer does not fit the query. */
export function unusable(): WhatsAppFault {
  return new WhatsAppFault('WHATSAPP_ERROR', "WhatsApp's answer was not understood");
}
