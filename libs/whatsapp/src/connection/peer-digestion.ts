import type { BinaryNode } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { Alarm, Clock, Logger } from '#libs/observability';
import type { InboxRow, Storage, Uid } from '#libs/storage';
import type { DecryptionJournal } from '../baileys/decryption-journal.js';
import { childrenOf, parseKept, restore } from '../wire/stanza.js';

/** Time by which Baileys has processed a message from our own phone, if the connection stayed up. */
const DIGESTION_MS = 10_000;

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long fruitless rows are retried. Baileys does not request messages that are older than 14 days. */
const WORTH_TRYING_MS: Partial<Record<InboxRow['kind'], number>> = {
  history: DAY_MS,
  placeholder: 14 * DAY_MS,
};

/**
 * Makes sure that Baileys processes what our own phone sends to this device: app-state keys, history, answers about
 * messages. WhatsApp sends these only once, so rows that were not processed when the process ended are passed to Baileys
 * again. So are announcements of messages that Baileys has to request from our phone.
 */
export class PeerDigestion {
  private alarm: Alarm | undefined;
  private stopped = false;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Uid,
    private readonly signal: DecryptionJournal,
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** Passes a stanza to Baileys. */
    private readonly handle: (node: BinaryNode) => void,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  /** To be called after a login: passes to Baileys what an earlier connection left behind. */
  resume(): void {
    this.handOver().catch(this.onFailed);
  }

  /** To be called when something was received that may be such a row. */
  watch(): void {
    if (this.stopped || this.alarm) return;
    this.alarm = this.clock.after(DIGESTION_MS, () => {
      this.alarm = undefined;
      this.finish(this.clock.now() - DIGESTION_MS).catch(this.onFailed);
    });
  }

  /** To be called when the connection has ended. Unfinished rows stay open for the next one. */
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
      // It is counted first: what exhausts the memory of the process must not do so at every start.
      if (row.kind === 'history')
        await this.storage.database.write((write) => this.storage.inbox.tryAgain(write, row.position));
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

  /** Whether another attempt is useless: the message has arrived, or will no longer arrive. */
  private async isSettled(
    row: Pick<InboxRow, 'position' | 'kind' | 'stanza_id' | 'received_at' | 'tries'>,
  ): Promise<boolean> {
    const { position, kind, stanza_id: id, received_at, tries } = row;
    const limit = WORTH_TRYING_MS[kind];
    if (limit !== undefined && received_at < this.clock.now() - limit) {
      this.logger.warn({ kind, id }, 'the phone announced data that never arrived');
      return true;
    }
    if (tries >= LIMITS.historyTries) {
      this.logger.error({ id, tries }, 'a history cannot be read, and is given up');
      return true;
    }
    if (kind !== 'placeholder') return false;
    const { database, messages, inbox } = this.storage;
    const rows = await messages.byId(database.read, this.instance, id);
    // A message that was reported without its content may still arrive.
    return rows.some(({ content }) => content !== null) || inbox.hasCopy(position);
  }

  private async finish(until: number): Promise<void> {
    const left = await this.storage.database.write((write) =>
      this.storage.inbox.finishPeers(write, this.instance, until),
    );
    if (left > 0) this.watch();
  }
}
