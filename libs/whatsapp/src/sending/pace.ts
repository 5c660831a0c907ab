import type { ScheduledRow } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { requireLink } from './readiness.js';
import type { Departure, Schedule } from './schedule.js';

/** Share by which pauses vary, so that they do not look like those of a machine. */
const JITTER = 0.25;
/** How long a message that waited for its slot may wait for a connection. */
const PACED_WAIT_MS = 60 * 60 * 1000;
/** Delay that does not count as late, ms: timers, queues and database reads take time. */
export const TOLERANCE_MS = 5_000;

/** The pace of an instance: how many messages per minute it sends, and when the next one may leave. */
export class Pace {
  /**
   * @param own messages per minute of this instance; null: the setting of the server
   * @param usual messages per minute of the server's setting; 0: no limit
   */
  constructor(
    private readonly context: InstanceContext,
    private own: number | null,
    private readonly usual: number,
  ) {}

  /** Largest number of messages per minute; 0: no limit. */
  get ratePerMinute(): number {
    return this.own ?? this.usual;
  }

  /** @param rate messages per minute; null: the setting of the server */
  async set(rate: number | null): Promise<void> {
    const { storage, uid } = this.context;
    await storage.database.write((write) =>
      storage.instances.update(write, uid, { send_rate: rate, next_slot: 0 }),
    );
    this.own = rate;
  }

  /**
   * When a message may leave that is requested now; undefined: immediately.
   * @param later when it is to leave, if the caller scheduled it
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED for a message that the caller did not schedule
   */
  async departure(later?: Schedule): Promise<Departure | undefined> {
    const { clock } = this.context;
    if (later && later.sendAt > clock.now()) return later;
    // Before it takes a slot that another message could use.
    requireLink(this.context);
    // Without a pace, nothing may delay a request before it has its place in the chat.
    const slot = this.ratePerMinute === 0 ? undefined : await this.slot();
    if (slot === undefined || slot <= clock.now()) return undefined;
    return { sendAt: slot, sendBy: slot + PACED_WAIT_MS, paced: true };
  }

  /** Takes the next slot at which a message may leave, epoch ms; undefined if the instance has no pace. */
  async slot(): Promise<number | undefined> {
    const rate = this.ratePerMinute;
    if (rate === 0) return undefined;
    const { storage, clock, uid } = this.context;
    const stretch = 1 - JITTER + 2 * JITTER * Math.random();
    const pauseMs = Math.round((60_000 / rate) * stretch);
    return storage.database.write((write) => storage.instances.takeSlot(write, uid, clock.now(), pauseMs));
  }
}

/** Whether a message that is due has a slot in the pace and has not missed it. */
export function hasSlot(row: Pick<ScheduledRow, 'paced' | 'send_at'>, now: number): boolean {
  return row.paced === 1 && now <= row.send_at + TOLERANCE_MS;
}
