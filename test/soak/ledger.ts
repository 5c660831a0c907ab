import type { Reply } from './crew.js';

/** How sends end, as callers are told; see `miaw_sends_total`. */
export type Outcome = 'sent' | 'pending' | 'refused' | 'not_sent' | 'unknown';

/** A text that was to be sent. */
export interface SentText {
  to: string;
  text: string;
  id?: string;
  outcome: Outcome;
}

/** What people wrote, what was sent, and what came of it. */
export class Ledger {
  /** Ids of messages that people wrote, by the instance that is to hear of them. */
  readonly written = new Map<string, string[]>();
  readonly texts: SentText[] = [];
  /** Ids of everything else that was sent, with the recipient. */
  readonly others: { to: string; id: string }[] = [];
  /** Sends by outcome. */
  readonly outcomes: Record<Outcome, number> = { sent: 0, pending: 0, refused: 0, not_sent: 0, unknown: 0 };
  /** Bytes of files that were sent, as WhatsApp keeps them. */
  sentBytes = 0;
  /** Bytes of files that were downloaded. */
  receivedBytes = 0;
  /** Answers to sends that are of no known kind. */
  readonly odd: string[] = [];
  private numbers = 0;

  /** A text that is nowhere else. */
  mark(): string {
    this.numbers += 1;
    return `soak-${this.numbers}-end`;
  }

  heard(instanceId: string, id: string): void {
    const ids = this.written.get(instanceId) ?? [];
    ids.push(id);
    this.written.set(instanceId, ids);
  }

  /** Notes how one send ended. @returns its outcome; undefined if the server did not even try */
  note(reply: Reply): Outcome | undefined {
    const outcome = outcomeOf(reply);
    if (outcome) this.outcomes[outcome] += 1;
    else this.odd.push(`${reply.status} ${reply.code} ${String(reply.outcome)}`);
    return outcome;
  }

  noteText(to: string, text: string, reply: Reply): void {
    const outcome = this.note(reply);
    if (!outcome) return;
    const { messageId } = reply.data;
    this.texts.push({ to, text, outcome, ...(typeof messageId === 'string' && { id: messageId }) });
  }

  noteOther(to: string, reply: Reply): void {
    const outcome = this.note(reply);
    const { messageId } = reply.data;
    if ((outcome === 'sent' || outcome === 'pending') && typeof messageId === 'string')
      this.others.push({ to, id: messageId });
  }

  /** A file of so many bytes was sent. */
  noteFile(bytes: number): void {
    // CBC with padding, and a MAC of ten bytes.
    this.sentBytes += (Math.floor(bytes / 16) + 1) * 16 + 10;
  }
}

function outcomeOf({ status, code, outcome }: Reply): Outcome | undefined {
  if (status === 200) return 'sent';
  if (status === 202) return 'pending';
  if (code === 'CONTACT_NOT_FOUND') return 'not_sent';
  if (status === 503 || status === 504) return outcome === 'unknown' ? 'unknown' : 'not_sent';
  return code === 'WHATSAPP_ERROR' ? 'refused' : undefined;
}
