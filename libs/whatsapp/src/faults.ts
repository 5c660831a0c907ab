/** What can go wrong, in the words of the API's error catalogue. */
export type FaultCode =
  | 'INVALID_REQUEST'
  | 'INSTANCE_NOT_FOUND'
  | 'INSTANCE_ALREADY_EXISTS'
  | 'INSTANCE_NOT_CONNECTED'
  | 'CONFLICT'
  | 'MESSAGE_NOT_FOUND'
  | 'CONTACT_NOT_FOUND'
  | 'GROUP_NOT_FOUND'
  | 'MEDIA_FETCH_FAILED'
  | 'WHATSAPP_ERROR'
  | 'UPSTREAM_TIMEOUT';

/** Whether the operation certainly did not happen, or may have. */
export type Outcome = 'not_sent' | 'unknown';

/** The outcome that a code stands for, unless whoever throws the fault knows better. */
const OUTCOMES: Readonly<Record<FaultCode, Outcome>> = {
  INVALID_REQUEST: 'not_sent',
  INSTANCE_NOT_FOUND: 'not_sent',
  INSTANCE_ALREADY_EXISTS: 'not_sent',
  INSTANCE_NOT_CONNECTED: 'not_sent',
  CONFLICT: 'not_sent',
  MESSAGE_NOT_FOUND: 'not_sent',
  CONTACT_NOT_FOUND: 'not_sent',
  GROUP_NOT_FOUND: 'not_sent',
  MEDIA_FETCH_FAILED: 'not_sent',
  WHATSAPP_ERROR: 'unknown',
  UPSTREAM_TIMEOUT: 'unknown',
};

/** Codes that leave the outcome open: callers are always told. */
const TELLING: ReadonlySet<FaultCode> = new Set([
  'INSTANCE_NOT_CONNECTED',
  'WHATSAPP_ERROR',
  'UPSTREAM_TIMEOUT',
]);

export interface FaultDetails {
  /** Set by the throwing code where it differs from what the error code stands for. */
  outcome?: Outcome;
  /** Fields of the request and what is wrong with each. */
  fields?: readonly { field: string; reason: string }[];
  [key: string]: unknown;
}

/** A failure that the caller is told about. Its message and details are fit for callers. */
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

export function invalid(field: string, reason: string): WhatsAppFault {
  return new WhatsAppFault('INVALID_REQUEST', `${field} ${reason}`, { fields: [{ field, reason }] });
}

/** @param outcome `unknown` when the connection ended after the request had gone out */
export function notConnected(status: string, outcome: Outcome = 'not_sent'): WhatsAppFault {
  return new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'the instance is not connected to WhatsApp', {
    // When a connection has just ended the status is a moment behind, and would contradict the error.
    ...(status === 'connected' ? {} : { status }),
    outcome,
  });
}

/** @param code WhatsApp's own word for it */
export function refusedBy(code: string, options?: ErrorOptions): WhatsAppFault {
  const details = { code, outcome: 'not_sent' as const };
  return new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the request', details, options);
}

/**
 * WhatsApp has refused a message.
 * @param code its own word for it
 * @param identity by which ids the caller knows the message
 */
export function refused(code: string, identity: object): WhatsAppFault {
  const details = { code, ...identity, outcome: 'not_sent' as const };
  return new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the message', details);
}

/** WhatsApp has answered, but not what was asked. */
export function unusable(): WhatsAppFault {
  return new WhatsAppFault('WHATSAPP_ERROR', "WhatsApp's answer was not understood");
}
