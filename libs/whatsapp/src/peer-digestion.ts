import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Alarm, Clock } from '#libs/observability';
import type { Journal } from './journal.js';
import type { SignalJournal } from './signal-journal.js';
import { childrenOf, parseKept, restore } from './stanza.js';

/** Baileys has digested a message from our own phone by then, if the connection lived on. */
const DIGESTION_MS = 10_000;

/**
 * Sees to it that Baileys digests what our own phone tells this device: keys of the app state, history, answers
 * about messages. WhatsApp sends these once; what was kept when the process ended is handed over again.
 */
export class PeerDigestion {
  private alarm: Alarm | undefined;
  private stopped = false;

  constructor(
    private readonly journal: Journal,
    private readonly instance: string,
    private readonly signal: SignalJournal,
    private readonly clock: Clock,
    /** Has Baileys handle a stanza. */
    private readonly handle: (node: BinaryNode) => void,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  /** After a login: hands over what an earlier connection left. */
  resume(): void {
    this.handOver().catch(this.onFailed);
  }

  /** Something was received that may be of this kind. */
  watch(): void {
    if (this.stopped || this.alarm) return;
    this.alarm = this.clock.after(DIGESTION_MS, () => {
      this.alarm = undefined;
      this.finish(this.clock.now() - DIGESTION_MS).catch(this.onFailed);
    });
  }

  /** The connection has ended: what is not finished stays open for the next. */
  stop(): void {
    this.stopped = true;
    this.alarm?.cancel();
  }

  private async handOver(): Promise<void> {
    for (const row of await this.journal.inbox.openPeers(this.instance)) {
      const node = restore(parseKept(row.stanza));
      const [enc] = childrenOf(node, 'enc');
      if (!enc) continue;
      node.content = [{ ...enc, content: this.signal.impersonate(row, 'peer', row.stanza) }];
      this.handle(node);
    }
    this.watch();
  }

  private async finish(before: number): Promise<void> {
    const open = await this.journal.inbox.openPeers(this.instance);
    const digested = open.filter((row) => row.received_at <= before);
    if (digested.length > 0) {
      await this.journal.database.write(async (write) => {
        for (const row of digested) await this.journal.inbox.finish(write, row.position);
      });
    }
    if (digested.length < open.length) this.watch();
  }
}
