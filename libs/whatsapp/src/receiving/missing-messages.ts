import type { Unavailable } from '#libs/events';
import { type Alarm, type Clock, Lane, type Logger } from '#libs/observability';
import type { InboxRow, InstanceRow, Storage } from '#libs/storage';
import { readEnvelope, type Self } from '../codec/envelope.js';
import { digestOf, type KeptNode, parseKept } from '../wire/stanza.js';
import type { Ignored } from '../context/ignored.js';
import { lastingFault } from '../context/lasting-fault.js';
import type { InboundMessages } from './inbound-messages.js';

/** How long the sender and our phone may take to send another copy before the message is reported without content. */
const PATIENCE_MS = 15_000;
/** Pause before another attempt after the database could not be written to. */
const AGAIN_MS = 1_000;
/** Older ones were reported long ago, and may have been removed since. */
const WORTH_TELLING_MS = 14 * 24 * 60 * 60 * 1000;
const ROWS_PER_READ = 100;

/**
 * Reports messages whose content does not reach this device. Those that WhatsApp withholds are reported at once; those that
 * could not be decrypted, if no copy that can be read has arrived in time.
 */
export class MissingMessages {
  private readonly lane = new Lane();
  private alarm: Alarm | undefined;
  private stopped = false;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly self: () => Self | undefined,
    private readonly messages: InboundMessages,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly ignored: Ignored,
  ) {}

  /**
   * Records a message whose content no linked device gets.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async report(stanza: KeptNode, unavailable: Unavailable): Promise<void> {
    const self = this.self();
    const envelope = self && readEnvelope(stanza, self, this.clock.now());
    if (!envelope) {
      this.ignored.note('message/other');
      return;
    }
    await this.storage.database.write((write) =>
      this.messages.recordUnreadable(write, envelope, self, unavailable),
    );
  }

  /**
   * Stores a message of which another copy was or will be requested, before it is acknowledged. It stays open until a copy
   * has arrived.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async expect(stanza: KeptNode): Promise<void> {
    const { id, from, participant = '' } = stanza.attrs;
    if (!id || !from) return;
    const json = JSON.stringify(stanza);
    await this.storage.database.write((write) =>
      this.storage.inbox.add(write, this.instance.uid, {
        kind: 'placeholder',
        stanza_from: from,
        participant,
        stanza_id: id,
        digest: digestOf(id),
        stanza: json,
        payload: null,
        received_at: this.clock.now(),
      }),
    );
    this.watch(PATIENCE_MS);
  }

  /** Reports what an earlier process left behind, too, unless the queue at WhatsApp holds a copy. */
  start(): void {
    this.watch(PATIENCE_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm?.cancel();
    await this.lane.idle();
  }

  private watch(ms: number): void {
    if (this.stopped || this.alarm) return;
    this.alarm = this.clock.after(ms, () => {
      this.alarm = undefined;
      this.lane
        .run(() => this.reportOverdue())
        .catch((error: unknown) => {
          this.logger.error({ err: error }, 'messages without content could not be reported');
          this.watch(AGAIN_MS);
        });
    });
  }

  private async reportOverdue(): Promise<void> {
    const self = this.self();
    if (!self) return;
    const now = this.clock.now();
    const until = now - PATIENCE_MS;
    const { database, inbox } = this.storage;
    await database.write((write) => inbox.finishAnswered(write, this.instance.uid, until));
    let waiting = true;
    while (waiting && !this.stopped) {
      const rows = await inbox.unanswered(this.instance.uid, now - WORTH_TELLING_MS, ROWS_PER_READ);
      const overdue = rows.filter((row) => row.received_at <= until);
      for (const row of overdue) await this.giveUpOrSettle(row, self);
      waiting = overdue.length === ROWS_PER_READ;
    }
    // Those of which a copy has arrived, too: they are finished when their time is up.
    const next = await inbox.nextPlaceholder(this.instance.uid, until);
    if (next !== undefined) this.watch(next - until);
  }

  /** A row that can never be reported must not hold up those behind it. */
  private async giveUpOrSettle(row: InboxRow, self: Self): Promise<void> {
    const { database, inbox } = this.storage;
    const failed = await lastingFault(database, () => this.giveUp(row, self));
    if (!failed) return;
    const { position } = row;
    this.logger.error({ err: failed.fault, position }, 'a message without content cannot be reported');
    await database.write((write) => inbox.settle(write, position, 'not_reported'));
  }

  private async giveUp({ position, stanza, received_at }: InboxRow, self: Self): Promise<void> {
    const kept = parseKept(stanza);
    const hidden = isHidden(kept);
    const envelope = readEnvelope(kept, self, received_at);
    await this.storage.database.write(async (write) => {
      if (!envelope || hidden) return this.storage.inbox.finish(write, position);
      await this.messages.recordUnreadable(write, envelope, self, 'not_decrypted');
      await this.storage.inbox.reported(write, position, 'not_decrypted');
    });
    if (hidden) this.ignored.note('message/hidden');
    else if (!envelope) this.ignored.note('message/other');
  }
}

/** Whether apps show nothing if they cannot decrypt a message, as its sender asks for edits, votes and reactions. */
function isHidden({ children = [] }: KeptNode): boolean {
  return children.some(({ attrs }) => attrs['decrypt-fail'] === 'hide');
}
