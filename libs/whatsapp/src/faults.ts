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

export interface FaultDetails {
  outcome?: Outcome;
  /** Fields of the request and what is wrong with each. */
  fields?: readonly { field: string; reason: string }[];
  [key: string]: unknown;
}

/** A failure that the caller is told about. Its message is fit for callers. */
export class WhatsAppFault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    readonly details: FaultDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'WhatsAppFault';
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
  const details = { outcome: 'unknown' as const };
  return new WhatsAppFault('WHATSAPP_ERROR', "WhatsApp's answer makes no sense", details);
}
