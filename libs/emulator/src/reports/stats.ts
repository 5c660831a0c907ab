/** What the server has counted since it started. */
export class Stats {
  stanzasIn = 0;
  stanzasOut = 0;
  /** Stanzas written again at a later login. */
  redelivered = 0;
  /** Messages that companions have confirmed with a receipt or an ack. */
  acknowledged = 0;
  /** Messages that companions have answered with an error. */
  refused = 0;
  /** Messages that people's phones have received and read. */
  received = 0;
  retries = 0;
  readonly logins = new Map<string, number>();

  login(phone: string): void {
    this.logins.set(phone, (this.logins.get(phone) ?? 0) + 1);
  }
}
