/** What phones, or the server, find wrong with a message of a client although they deliver it. */
type ComplaintKind = 'timer' | 'mentions' | 'phash' | 'reused_id' | 'edit';

/** One fault of one message. */
interface Complaint {
  kind: ComplaintKind;
  /** Phone of the account that sent the message. */
  from: string;
  messageId: string;
  /** Phone of the other side, or JID of the group. */
  chat: string;
  detail: string;
}

const KEPT = 1000;

/** The complaints since the start. Each fault of a message counts once, however many phones notice it. */
export class Complaints {
  private readonly noticed = new Map<string, Complaint & { at: number }>();
  private counted = 0;

  get count(): number {
    return this.counted;
  }

  get list(): (Complaint & { at: number })[] {
    return [...this.noticed.values()];
  }

  record(complaint: Complaint): void {
    const { kind, from, messageId } = complaint;
    const key = `${kind} ${from} ${messageId}`;
    if (this.noticed.has(key)) return;
    this.counted++;
    this.noticed.set(key, { ...complaint, at: Date.now() });
    const [oldest] = this.noticed.keys();
    if (this.noticed.size > KEPT && oldest !== undefined) this.noticed.delete(oldest);
  }

  clear(): void {
    this.counted = 0;
    this.noticed.clear();
  }
}
