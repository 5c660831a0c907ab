/** Counters since the start of the server. */
export class Stats {
  stanzasIn = 0;
  stanzasOut = 0;
  /** Stanzas sent again at a later login. */
  redelivered = 0;
  /** Messages that companions confirmed with a receipt or an ack. */
  acknowledged = 0;
  /** Messages that companions answered with an error. */
  refused = 0;
  /** Messages that phones received and decrypted. */
  received = 0;
  retries = 0;
  readonly logins = new Map<string, number>();
  /** Connections that were open when their device logged in once more, by phone. */
  readonly replacements = new Map<string, number>();

  login(phone: string): void {
    this.logins.set(phone, (this.logins.get(phone) ?? 0) + 1);
  }

  replaced(phone: string): void {
    this.replacements.set(phone, (this.replacements.get(phone) ?? 0) + 1);
  }
}
