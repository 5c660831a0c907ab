import { type Alarm, Rounds } from '#libs/observability';
import type { ChatJid, ScheduledCursor, ScheduledRow, Write } from '#libs/storage';
import { messageStatusChanged } from '../context/new-events.js';
import { type FaultCode, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { hasSlot, type Pace, TOLERANCE_MS } from './pace.js';
import { isKeptDraft, isUnsent } from './schedule.js';

/** Messages read at a time. */
const PAGE = 50;
/** Longest sleep, after which a jump of the clock is noticed, ms. */
const LONGEST_SLEEP_MS = 30_000;
/** Pause before a message that may wait is tried again without a new connection, ms. */
const AGAIN_MS = 10_000;

/** Temporary errors. */
const PASSING = new Set<FaultCode>(['INSTANCE_NOT_CONNECTED', 'NOT_READY', 'UPSTREAM_TIMEOUT']);

/** Sends the messages of a scheduler. */
export interface Sender {
  /** Sends a message with its id. Resolves when it has left. @throws WhatsAppFault */
  send(row: ScheduledRow): Promise<void>;
  /** Whether messages can be sent right now. */
  isReady(): boolean;
  /** Whether the message with an id has left, or may have left. */
  hasLeft(id: string): Promise<boolean>;
  /** Whether WhatsApp refused the message with an id. */
  wasRefused(id: string): Promise<boolean>;
  chatOf(recipient: string): Promise<ChatJid>;
}

/**
 * Sends the scheduled messages of one instance, each once and none early.
 *
 * A message has its id from the beginning, and is stored among the messages before it leaves: a message that is found there
 * has been sent, even if a crash left it open here. A message that cannot be sent at its time, because the instance is not
 * connected, waits until `send_by` at most.
 */
export class Scheduler {
  private readonly rounds: Rounds;
  private alarm: Alarm | undefined;
  private stopped = true;
  /** Ids of messages that can no longer be cancelled. */
  private readonly underWay = new Set<string>();
  /** Ids of messages that may have been left with a file and without a row. */
  private readonly doubtful = new Set<string>();

  constructor(
    private readonly context: Omit<InstanceContext, 'uplink'>,
    private readonly sender: Sender,
    private readonly pace: Pick<Pace, 'slot'>,
  ) {
    this.rounds = new Rounds(() => this.sendWhatIsDue(), {
      clock: context.clock,
      againMs: AGAIN_MS,
      onError: (error) => context.log.error({ err: error }, 'scheduled messages could not be processed'),
    });
  }

  async start(): Promise<void> {
    this.stopped = false;
    const { storage, uid } = this.context;
    await storage.scheduledFiles.removeAllBut(this.context, (id) => storage.scheduled.find(uid, id));
    this.wake();
  }

  /** Begins nothing new, and waits for messages that are being sent. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm?.cancel();
    await this.rounds.stop();
  }

  /** Checks for due messages: to be called after one was added and after a login. */
  wake(): void {
    if (!this.stopped) this.rounds.wake();
  }

  /** Waits until no message is being sent. */
  async idle(): Promise<void> {
    await this.rounds.idle();
  }

  /** Cancels a message. @returns false if it has left or was already cancelled */
  async cancel(id: string): Promise<boolean> {
    if (this.underWay.has(id)) return false;
    const cancelled = await this.settle({ instance: this.context.uid, id }, 'cancelled');
    if (cancelled) await this.removeFile(id);
    return cancelled;
  }

  /** Removes the files of messages that were not scheduled after all, as soon as it is known. */
  giveUp(ids: readonly string[]): void {
    for (const id of ids) this.doubtful.add(id);
    this.wake();
  }

  private async sendWhatIsDue(): Promise<void> {
    this.alarm?.cancel();
    await this.removeLeftovers();
    const looked = this.context.clock.now();
    await this.sleep(looked, await this.sendDue(looked));
  }

  /** Sends the messages that are due at `now`. @returns whether some of them have to wait */
  private async sendDue(now: number): Promise<boolean> {
    // Without a connection, only messages that must not wait longer are of interest.
    const isReady = this.sender.isReady();
    let waiting = !isReady && (await this.isAnyDue(now));
    let after: ScheduledCursor | undefined;
    for (;;) {
      const page = { limit: PAGE, after, lastChance: !isReady };
      const rows = await this.context.storage.scheduled.due(this.context.uid, now, page);
      for (const waits of await Promise.all(seriesOf(rows).map((each) => this.inTurn(each))))
        waiting ||= waits;
      after = rows.at(-1);
      if (rows.length < PAGE || this.stopped) return waiting;
    }
  }

  private async isAnyDue(now: number): Promise<boolean> {
    const any = { limit: 1, lastChance: false };
    return (await this.context.storage.scheduled.due(this.context.uid, now, any)).length > 0;
  }

  /** Sends messages one after the other. @returns whether some of them have to wait */
  private async inTurn(rows: readonly ScheduledRow[]): Promise<boolean> {
    let waiting = false;
    for (const [index, row] of rows.entries()) {
      if (index > 0 && this.stopped) return true;
      if ((await this.one(row)) === 'waits') waiting = true;
    }
    return waiting;
  }

  private async one(row: ScheduledRow): Promise<'settled' | 'waits'> {
    this.underWay.add(row.id);
    try {
      // It may have been cancelled since it was read.
      const now = await this.context.storage.scheduled.find(row.instance, row.id);
      return now?.state === 'scheduled' ? await this.attempt(row) : 'settled';
    } catch (error) {
      // A message that cannot be handled must not stop the others.
      this.context.log.error({ err: error, messageId: row.id }, 'a scheduled message could not be handled');
      return 'waits';
    } finally {
      this.underWay.delete(row.id);
    }
  }

  private async attempt(row: ScheduledRow): Promise<'settled' | 'waits'> {
    if (await this.sender.hasLeft(row.id)) return this.done(row, 'sent');
    if (this.context.clock.now() > Math.max(row.send_by, row.send_at + TOLERANCE_MS))
      return this.fail(row, 'expired');
    // A message that cannot leave must not take a slot that another one could use.
    if (!this.sender.isReady()) return this.waitOrFail(row, 'instance_not_connected');
    if (await this.postponed(row)) return 'settled';
    const obstacle = await this.albumObstacle(row);
    if (obstacle) return 'waits' in obstacle ? 'waits' : this.fail(row, obstacle.reason);
    try {
      await this.sender.send(row);
    } catch (error) {
      if (!(error instanceof WhatsAppFault)) throw error;
      // A message that may have left reports its further status itself.
      if (await this.sender.hasLeft(row.id)) return this.done(row, 'sent');
      const reason = error.code.toLowerCase();
      return PASSING.has(error.code) ? this.waitOrFail(row, reason) : this.fail(row, reason);
    }
    return this.done(row, 'sent');
  }

  /** What keeps a file of an album from being sent: without its announcement there is no album. */
  private async albumObstacle(row: ScheduledRow): Promise<{ waits: true } | { reason: string } | undefined> {
    const album = albumOf(row);
    if (album === undefined || album === row.id) return undefined;
    const announcement = await this.context.storage.scheduled.find(row.instance, album);
    if (announcement?.state === 'scheduled') return { waits: true };
    if (announcement && isUnsent(announcement)) return { reason: announcement.error ?? 'conflict' };
    return (await this.sender.wasRefused(album)) ? { reason: 'whatsapp_error' } : undefined;
  }

  private async waitOrFail(row: ScheduledRow, reason: string): Promise<'settled' | 'waits'> {
    return this.stopped || this.context.clock.now() < row.send_by ? 'waits' : this.fail(row, reason);
  }

  /** Gives a message a slot in the pace of the instance, if it has none or has missed it. */
  private async postponed(row: ScheduledRow): Promise<boolean> {
    const now = this.context.clock.now();
    if (hasSlot(row, now)) return false;
    const slot = await this.pace.slot();
    if (slot === undefined) return false;
    await this.context.storage.database.write((write) =>
      this.context.storage.scheduled.postpone(write, row, slot),
    );
    // The next check handles it, which comes immediately if the slot is now.
    this.wake();
    return true;
  }

  private async done(row: ScheduledRow, state: 'sent'): Promise<'settled'> {
    await this.settle(row, state);
    await this.removeFile(row.id);
    return 'settled';
  }

  private async fail(row: ScheduledRow, error: string): Promise<'settled'> {
    const chat = await this.sender.chatOf(row.recipient);
    const at = this.context.clock.now();
    await this.settle(row, 'failed', error, async (write) => {
      const event = messageStatusChanged(at, { ...row, chat }, { status: 'failed', at, error });
      await this.context.storage.events.append(write, this.context, [event]);
    });
    await this.removeFile(row.id);
    return 'settled';
  }

  private async removeLeftovers(): Promise<void> {
    const { scheduled } = this.context.storage;
    for (const id of this.doubtful) {
      // A commit of which nobody knew may have been done.
      if (!(await scheduled.find(this.context.uid, id))) await this.removeFile(id);
      this.doubtful.delete(id);
    }
  }

  private async removeFile(id: string): Promise<void> {
    await this.context.storage.scheduledFiles.remove(this.context, id);
  }

  private async settle(
    row: Pick<ScheduledRow, 'instance' | 'id'>,
    state: 'sent' | 'failed' | 'cancelled',
    error: string | null = null,
    besides: (write: Write) => Promise<void> = async () => undefined,
  ): Promise<boolean> {
    return this.context.storage.database.write(async (write) => {
      const settled = await this.context.storage.scheduled.settle(
        write,
        row,
        state,
        this.context.clock.now(),
        error,
      );
      if (settled) await besides(write);
      return settled;
    });
  }

  /** @param looked messages that were due by then have been handled */
  private async sleep(looked: number, waiting: boolean): Promise<void> {
    if (this.stopped) return;
    const next = await this.context.storage.scheduled.nextAfter(this.context.uid, looked);
    if (next === undefined && !waiting) return;
    const until = Math.min(
      next ?? Number.POSITIVE_INFINITY,
      waiting ? looked + AGAIN_MS : Number.POSITIVE_INFINITY,
    );
    this.alarm = this.context.clock.after(Math.min(until - this.context.clock.now(), LONGEST_SLEEP_MS), () =>
      this.wake(),
    );
  }
}

/** Messages that leave one after the other: those of an album, its announcement first. */
function seriesOf(rows: readonly ScheduledRow[]): ScheduledRow[][] {
  const series = new Map<string, ScheduledRow[]>();
  for (const row of rows) {
    const key = albumOf(row) ?? row.id;
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()];
}

/** The id of the album that a message announces or belongs to, which is that of its announcement. */
function albumOf({ id, kind, draft }: ScheduledRow): string | undefined {
  if (kind === 'album') return id;
  if (draft === null || (kind !== 'image' && kind !== 'video')) return undefined;
  const kept: unknown = JSON.parse(draft);
  return isKeptDraft(kept) && 'media' in kept.draft ? kept.draft.media.album : undefined;
}
