/** Why nothing is sent to an address. */
export type RefusalReason = 'invalid_url' | 'scheme' | 'credentials' | 'blocked_address';

const WORDS: Record<RefusalReason, string> = {
  invalid_url: 'is not a URL',
  scheme: 'must begin with http:// or https://',
  credentials: 'must not contain a user name or password',
  blocked_address: 'leads to an address that is private, local or otherwise reserved',
};

/** The guard says no. The message is fit for a caller's eyes: it names neither the host nor what it resolved to. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
  /** Lets the refusal be told apart after it went through a socket as its error. */
  readonly code = 'ERR_OUTBOUND_REFUSED';

  constructor(readonly reason: RefusalReason) {
    super(WORDS[reason]);
  }
}
