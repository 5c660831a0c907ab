import type { ScheduledRow } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import type { Departure, Schedule } from './schedule.js';

/** By how much the pauses of a pace differ, so that they do not look like a machine's. */
const JITTER = 0.25;
/** How long a message that keeps to the pace may wait for a connection. */
const PACED_WAIT_MS = 60 * 60 * 1000;
/** A moment late is not late: the timer, the queue, the look into the database, ms. */
export const TOLERANCE_MS = 5_000;

/** How many messages a minute an instance sends, and when the next one may leave. */
export class Pace {
  /**
   * @param own messages a minute of this instance; null: as the server has it
   * @param usual messages a minute where the instance has none of its own; 0: any number
   */
  constructor(
    private readonly context: InstanceContext,
    private own: number | null,
    private readonly usual: number,
  ) {}

  /** Messages a minute, at most; 0: any number. */
  get ratePerMinute(): number {
    return this.own ?? this.usual;
  }

  /** @param rate null: as the server has it */
  async set(rate: number | null): Promise<void> {
    const { storage, uid } = this.context;
    await storage.database.write((write) =>
      storage.instances.update(write, uid, { send_rate: rate, next_slot: 0 }),
    );
    this.own = rate;
  }

  /**
   * When a message leaves that is asked for now; undefined: at once.
   * @param later when it shall leave, where the caller says so
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED for one that would leave without being scheduled
   */
  async departure(later?: Schedule): Promise<Departure | undefined> {
    const { clock, uplink } = this.context;
    if (later && later.sendAt > clock.now()) return later;
    // Before it takes a time that others could have had.
    uplink.link();
    // Without a pace nothing may come between a request and its place in the chat.
    const slot = this.ratePerMinute === 0 ? undefined : await this.slot();
    if (slot === undefined || slot <= clock.now()) return undefined;
    return { sendAt: slot, sendBy: slot + PACED_WAIT_MS, paced: true };
  }

  /** Takes the next time at which a message may leave; undefined when there is no pace to keep. Epoch ms. */
  async slot(): Promise<number | undefined> {
    const rate = this.ratePerMinute;
    if (rate === 0) return undefined;
    const { storage, clock, uid } = this.context;
    const stretch = 1 - JITTER + 2 * JITTER * Math.random();
    const pauseMs = Math.round((60_000 / rate) * stretch);
    return storage.database.write((write) => storage.instances.takeSlot(write, uid, clock.now(), pauseMs));
  }
}

/** Whether a message whose time has come has that time by the pace, and has not missed it. */
export function hasSlot(row: Pick<ScheduledRow, 'paced' | 'send_at'>, now: number): boolean {
  return row.paced === 1 && now <= row.send_at + TOLERANCE_MS;
}
