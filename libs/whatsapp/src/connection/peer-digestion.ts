import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Alarm, Clock, Logger } from '#libs/observability';
import type { InboxRow, Storage } from '#libs/storage';
import type { DecryptionJournal } from '../baileys/decryption-journal.js';
import { childrenOf, parseKept, restore } from '../wire/stanza.js';

/** Baileys has digested a message from our own phone by then, if the connection lived on. */
const DIGESTION_MS = 10_000;

const DAY_MS = 24 * 60 * 60 * 1000;
/** For how long what did not lead to anything is tried again: Baileys asks for nothing that is older (14 days). */
const WORTH_TRYING_MS: Partial<Record<InboxRow['kind'], number>> = {
  history: DAY_MS,
  placeholder: 14 * DAY_MS,
};

/**
 * Sees to it that Baileys digests what our own phone tells this device: keys of the app state, history, answers
 * about messages. WhatsApp sends these once; what was kept when the process ended is handed over again, and so
 * are the announcements of messages that Baileys has to ask our phone for.
 */
export class PeerDigestion {
  private alarm: Alarm | undefined;
  private stopped = false;

  constructor(
    private readonly storage: Storage,
    private readonly instance: string,
    private readonly signal: DecryptionJournal,
    private readonly clock: Clock,
    private readonly logger: Logger,
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
    for (const row of await this.storage.inbox.undigested(this.instance)) {
      if (await this.isSettled(row)) {
        await this.storage.database.write((write) => this.storage.inbox.finish(write, row.position));
        continue;
      }
      const node = restore(parseKept(row.stanza));
      if (row.kind !== 'placeholder') {
        const [enc] = childrenOf(node, 'enc');
        if (!enc) continue;
        node.content = [{ ...enc, content: this.signal.impersonate(row, 'peer', row.stanza) }];
      }
      this.handle(node);
    }
    this.watch();
  }

  /** Whether another try is of no use: the message has come, or will not come any more. */
  private async isSettled(row: Pick<InboxRow, 'kind' | 'stanza_id' | 'received_at'>): Promise<boolean> {
    const { kind, stanza_id: id, received_at } = row;
    const limit = WORTH_TRYING_MS[kind];
    if (limit !== undefined && received_at < this.clock.now() - limit) {
      this.logger.warn({ kind, id }, 'the phone announced data that never arrived');
      return true;
    }
    if (kind !== 'placeholder') return false;
    const { database, messages } = this.storage;
    return (await messages.byId(database.read, this.instance, id)).length > 0;
  }

  private async finish(until: number): Promise<void> {
    const left = await this.storage.database.write((write) =>
      this.storage.inbox.finishPeers(write, this.instance, until),
    );
    if (left > 0) this.watch();
  }
}
