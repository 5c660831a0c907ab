import { type BinaryNode, decodeBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';
import { STATUS_JID } from '../wire/jid.js';

/** How many acknowledged message ids are remembered per companion. */
const ACKNOWLEDGED_KEPT = 50_000;

export interface QueuedStanza {
  readonly sequence: number;
  readonly node: BinaryNode;
  /** How often it was written to a socket. */
  written: number;
  /** Whether it was answered with an error, and stays all the same. */
  refused?: boolean;
}

/** The stanza that an answer refers to. Receipts of different types share the id of their message. */
export interface Answered {
  tag: string;
  id: string;
  type?: string;
}

/** Stanzas that clients may answer as messages (whatsmeow `client.go`). */
const LIKE_MESSAGES = new Set(['appdata', 'status']);

function fits({ tag, attrs }: BinaryNode, answered: Answered): boolean {
  const ofItsKind = tag === answered.tag || (answered.tag === 'message' && LIKE_MESSAGES.has(tag));
  return ofItsKind && attrs.id === answered.id && (tag !== 'receipt' || attrs.type === answered.type);
}

/**
 * What a companion has not acknowledged yet, oldest first. The server keeps a message, receipt or notification
 * until the companion acknowledges it, and sends it again at every login.
 */
export class OfflineQueue {
  private readonly waiting = new Map<number, QueuedStanza>();
  private readonly acknowledgedIds = new Set<string>();
  private next = 1;
  private readonly name: string;
  private readonly acknowledgedName: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
    number: number,
  ) {
    this.name = `queue/${phone}/${number}/`;
    this.acknowledgedName = `acknowledged/${phone}/${number}/`;
  }

  /** Restores what was queued and acknowledged before a restart. */
  async restore(): Promise<void> {
    const restored: QueuedStanza[] = [];
    for (const [name, value] of this.stateFile.entries(this.name)) {
      const fields = Fields.of(value, name);
      const node = await decodeBinaryNode(fields.bytes('stanza'));
      restored.push({ sequence: fields.integer('sequence'), node, written: fields.integer('written') });
    }
    for (const entry of restored.sort((a, b) => a.sequence - b.sequence)) {
      this.waiting.set(entry.sequence, entry);
      this.next = entry.sequence + 1;
    }
    for (const [name] of this.stateFile.entries(this.acknowledgedName))
      this.acknowledgedIds.add(name.slice(this.acknowledgedName.length));
  }

  get size(): number {
    return this.waiting.size;
  }

  /** How many were written at least once and not answered. */
  get unacknowledged(): number {
    let count = 0;
    for (const entry of this.waiting.values()) if (entry.written > 0) count++;
    return count;
  }

  /** The ids of the messages that the companion has acknowledged, except those from its own phone. */
  get acknowledged(): string[] {
    return [...this.acknowledgedIds];
  }

  /** The queued stanzas, oldest first. */
  get entries(): QueuedStanza[] {
    return [...this.waiting.values()];
  }

  /** The next entries behind a sequence, oldest first. */
  after(sequence: number, count: number): QueuedStanza[] {
    const found: QueuedStanza[] = [];
    for (const entry of this.waiting.values()) {
      if (found.length === count) break;
      if (entry.sequence > sequence) found.push(entry);
    }
    return found;
  }

  /**
   * The stanza that withholds all others: a post that the companion has answered with an error instead of taking it
   * (Baileys pull request 2779, with the log of a real account).
   */
  get withheld(): QueuedStanza | undefined {
    for (const entry of this.waiting.values()) if (entry.refused) return entry;
    return undefined;
  }

  push(node: BinaryNode): QueuedStanza {
    const entry = { sequence: this.next++, node, written: 0 };
    this.waiting.set(entry.sequence, entry);
    this.save(entry);
    return entry;
  }

  markWritten(entry: QueuedStanza): void {
    entry.written++;
    if (entry.written === 1) this.save(entry);
  }

  /**
   * Removes the oldest written stanza that fits the companion's answer.
   * @param accepted false for an answer with an error, which does not count as acknowledged
   * @returns false if no stanza fits
   */
  acknowledge(answered: Answered, accepted: boolean): boolean {
    const entry = this.oldest(answered);
    if (!entry) return false;
    // An error as the answer to a status post does not settle it.
    if (!accepted && entry.node.attrs.from === STATUS_JID) {
      entry.refused = true;
      return false;
    }
    this.waiting.delete(entry.sequence);
    this.stateFile.delete(`${this.name}${entry.sequence}`);
    const message = answered.tag === 'message' && entry.node.attrs.category !== 'peer';
    if (accepted && message) this.remember(answered.id);
    return true;
  }

  clear(): void {
    for (const sequence of this.waiting.keys()) this.stateFile.delete(`${this.name}${sequence}`);
    for (const id of this.acknowledgedIds) this.stateFile.delete(`${this.acknowledgedName}${id}`);
    this.waiting.clear();
    this.acknowledgedIds.clear();
  }

  private oldest(answered: Answered): QueuedStanza | undefined {
    for (const entry of this.waiting.values())
      if (entry.written > 0 && fits(entry.node, answered)) return entry;
    return undefined;
  }

  private remember(id: string): void {
    this.acknowledgedIds.add(id);
    this.stateFile.put(`${this.acknowledgedName}${id}`, () => true);
    if (this.acknowledgedIds.size <= ACKNOWLEDGED_KEPT) return;
    const [oldest] = this.acknowledgedIds;
    if (oldest === undefined) return;
    this.acknowledgedIds.delete(oldest);
    this.stateFile.delete(`${this.acknowledgedName}${oldest}`);
  }

  private save(entry: QueuedStanza): void {
    this.stateFile.put(`${this.name}${entry.sequence}`, () => ({
      sequence: entry.sequence,
      written: entry.written,
      stanza: encodeBinaryNode(entry.node).toString('base64'),
    }));
  }
}
