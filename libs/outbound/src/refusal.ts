/** Why a URL or an address is refused. */
export type RefusalReason = 'invalid_url' | 'scheme' | 'credentials' | 'blocked_address';

const WORDS: Record<RefusalReason, string> = {
  invalid_url: 'is not a URL',
  scheme: 'must begin with http:// or https://',
  credentials: 'must not contain a user name or password',
  blocked_address: 'leads to a private, local or otherwise reserved address',
};

/** The guard refused a URL or an address. Callers may see the message: it names neither host nor address. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
  /** Identifies the refusal after it has passed through a socket as its error. */
  readonly code = 'ERR_OUTBOUND_REFUSED';

  constructor(readonly reason: RefusalReason) {
    super(WORDS[reason]);
  }
}
