import { setImmediate } from 'node:timers/promises';
import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { DeliveryId, EventId, TargetId } from '../ids.js';
import type { AttemptsTable, DeliveriesTable, DeliveryState, Schema } from '../schema.js';
import { freshStart, type TargetRow } from './targets.js';

/** Selects deliveries of a target. Absent conditions match everything. */
export interface DeliveryFilter {
  states?: readonly DeliveryState[];
  events?: readonly string[];
  /** JID of the chat that the event belongs to. */
  chat?: string;
  /** The event happened at `from` or later, and before `to`; epoch ms. */
  from?: number;
  to?: number;
}

/** A delivery in the delivery log. */
export interface LoggedDelivery extends Pick<
  Selectable<DeliveriesTable>,
  | 'id'
  | 'position'
  | 'chat'
  | 'state'
  | 'attempts'
  | 'due_at'
  | 'created_at'
  | 'finished_at'
  | 'last_status'
  | 'last_error'
> {
  event_id: EventId;
  event: string;
  instance_id: string;
  sequence: number;
  /** How long the last attempt took, in ms; null before the first. */
  last_latency_ms: number | null;
}

/** A delivery with its payload and all attempts. */
export interface WholeDelivery extends LoggedDelivery {
  /** When the event happened, epoch ms. */
  at: number;
  /** JSON of the payload. */
  data: string;
  log: AttemptRow[];
}

export type AttemptRow = Omit<Selectable<AttemptsTable>, 'delivery' | 'target'>;

/** The backlog and the latest attempts of a target. */
export interface Backlog {
  counts: Record<DeliveryState, number>;
  /** When the event of the oldest pending delivery happened, epoch ms. */
  oldestAt?: number;
  /** When the next retry is due, epoch ms; absent if one is due already or nothing is to be retried. */
  nextAttemptAt?: number;
  /** The latest attempts, newest first. */
  recent: AttemptRow[];
}

/** Largest number of pending deliveries of a target that are counted for the metrics. */
const COUNTED = 100_000;
/** Largest number of attempts in {@link Backlog.recent}. */
const RECENT_ATTEMPTS = 1000;
/** Deliveries replayed per commit. */
const PER_COMMIT = 500;
/** Deliveries that one query of a filter looks at. */
const PER_LOOK = 2_000;

const LOGGED = [
  'deliveries.id',
  'deliveries.position',
  'deliveries.chat',
  'deliveries.state',
  'deliveries.attempts',
  'deliveries.due_at',
  'deliveries.created_at',
  'deliveries.finished_at',
  'deliveries.last_status',
  'deliveries.last_error',
  'events.id as event_id',
  'events.event',
  'events.instance_id',
  'events.sequence',
] as const;

/** How long the last attempt of a delivery took. */
function lastLatency(eb: ExpressionBuilder<Schema, 'deliveries'>) {
  return eb
    .selectFrom('attempts')
    .select('attempts.latency_ms')
    .whereRef('attempts.delivery', '=', 'deliveries.id')
    .orderBy('attempts.number', 'desc')
    .limit(1)
    .as('last_latency_ms');
}

/** The delivery log: deliveries as operators see, replay, pause and resume them. */
export class DeliveryLogRepository {
  constructor(private readonly database: Database) {}

  /**
   * The deliveries before position `before`, newest first. A filter that fits few of them has to look at all, which holds the
   * event loop for one part of them at a time.
   */
  async list(
    target: TargetId,
    filter: DeliveryFilter,
    { limit, before }: { limit: number; before?: number },
  ): Promise<LoggedDelivery[]> {
    const found: LoggedDelivery[] = [];
    let upTo = before === undefined ? Number.MAX_SAFE_INTEGER : before - 1;
    while (found.length < limit) {
      const after = await this.edge(target, upTo, 'desc');
      const part = { after: after ?? 0, upTo };
      const rows = await logQueries
        .page(this.database.read, target, filter, part, limit - found.length)
        .execute();
      found.push(...rows);
      if (after === undefined) break;
      upTo = after;
      await setImmediate();
    }
    return found;
  }

  async find(target: TargetId, id: DeliveryId): Promise<WholeDelivery | undefined> {
    const row = await filtered(this.database.read, target, {})
      .select([...LOGGED, 'events.at', 'events.data'])
      .select(lastLatency)
      .where('deliveries.id', '=', id)
      .executeTakeFirst();
    if (!row) return undefined;
    const log = await this.database.read
      .selectFrom('attempts')
      .select(['number', 'at', 'status', 'latency_ms', 'error', 'response'])
      .where('delivery', '=', id)
      .orderBy('number')
      .execute();
    return { ...row, log };
  }

  /**
   * The deliveries that are pending, over all targets. The number is exact up to {@link COUNTED}, so that it costs little
   * however many there are.
   */
  async outstanding(): Promise<{ pending: number; oldestAt: number | undefined }> {
    const { read } = this.database;
    const targets = await read.selectFrom('targets').select('id').execute();
    let pending = 0;
    let oldestAt: number | undefined;
    for (const { id } of targets) {
      const counted = await sql<{ count: number }>`select count(*) as count from (
        select 1 from deliveries where target = ${id} and state = 'pending' limit ${COUNTED}) as first`.execute(
        read,
      );
      pending += counted.rows[0]?.count ?? 0;
      const oldest = await filtered(read, id, { states: ['pending'] })
        .select('events.at')
        .orderBy('deliveries.position')
        .limit(1)
        .executeTakeFirst();
      if (oldest) oldestAt = Math.min(oldestAt ?? oldest.at, oldest.at);
    }
    return { pending, oldestAt };
  }

  /** @param now epoch ms */
  async backlog(target: TargetId, now: number): Promise<Backlog> {
    const { read } = this.database;
    const rows = await read
      .selectFrom('deliveries')
      .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
      .where('target', '=', target)
      .groupBy('state')
      .execute();
    const counts = { pending: 0, delivered: 0, parked: 0 };
    for (const row of rows) counts[row.state] = row.count;
    const oldest = await filtered(read, target, { states: ['pending'] })
      .select(['events.at', 'deliveries.attempts'])
      .orderBy('deliveries.position')
      .limit(1)
      .executeTakeFirst();
    const next = await read
      .selectFrom('deliveries')
      .select('due_at')
      .where('target', '=', target)
      .where((eb) => eb('state', '=', sql.lit('pending')))
      .where((eb) => eb('attempts', '>', eb.lit(0)))
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    const recent = await read
      .selectFrom('attempts')
      .select(['number', 'at', 'status', 'latency_ms', 'error', 'response'])
      .where('target', '=', target)
      .orderBy('at', 'desc')
      .limit(RECENT_ATTEMPTS)
      .execute();
    return {
      counts,
      oldestAt: oldest?.at,
      nextAttemptAt: next && next.due_at > now ? next.due_at : undefined,
      recent,
    };
  }

  /**
   * Replays deliveries in any state, oldest first. They keep their ids, their schedule of attempts starts again, and the
   * target is no longer held.
   * @param at when they become due, epoch ms
   * @returns the number of deliveries
   */
  async again(target: TargetId, filter: DeliveryFilter, at: number): Promise<number> {
    let asked = 0;
    for await (const positions of this.matching(target, filter)) {
      for (let start = 0; start < positions.length; start += PER_COMMIT) {
        const some = positions.slice(start, start + PER_COMMIT);
        asked += await this.database.write((write) => askAgain(write, some, at));
      }
    }
    if (asked > 0) await this.database.write((write) => freshStart(write, target));
    return asked;
  }

  /** How many deliveries {@link again} would replay. */
  async count(target: TargetId, filter: DeliveryFilter): Promise<number> {
    let count = 0;
    for await (const positions of this.matching(target, filter)) count += positions.length;
    return count;
  }

  /** The positions of deliveries, oldest first, in parts between which the event loop runs. */
  private async *matching(target: TargetId, filter: DeliveryFilter): AsyncGenerator<number[], void> {
    const last = await this.database.read
      .selectFrom('deliveries')
      .select('position')
      .where('target', '=', target)
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst();
    const upTo = last?.position ?? 0;
    let after = 0;
    while (after < upTo) {
      const end = Math.min((await this.edge(target, after + 1, 'asc')) ?? upTo, upTo);
      const part = { after, upTo: end };
      const found = await logQueries.positions(this.database.read, target, filter, part).execute();
      yield found.map(({ position }) => position);
      after = end;
      await setImmediate();
    }
  }

  /**
   * Where a part of the deliveries of a target ends that begins at `from`.
   * @returns the position after {@link PER_LOOK} deliveries in this direction; undefined if there are fewer
   */
  private async edge(target: TargetId, from: number, direction: 'asc' | 'desc'): Promise<number | undefined> {
    const row = await logQueries.edge(this.database.read, target, from, direction).executeTakeFirst();
    return row?.position;
  }

  /** Replays one delivery, see {@link again}. @returns false if no delivery to the target has this id */
  async oneAgain(target: TargetId, id: DeliveryId, at: number): Promise<boolean> {
    return this.database.write(async (write) => {
      const row = await filtered(write, target, {})
        .select('deliveries.position')
        .where('deliveries.id', '=', id)
        .executeTakeFirst();
      if (!row) return false;
      await askAgain(write, [row.position], at);
      await freshStart(write, target);
      return true;
    });
  }

  /**
   * Pauses deliveries to a target. They are added for it all the same.
   * @param reason why, for people; undefined: the one that was given before, if it is paused already
   */
  async pause(target: TargetId, at: number, reason?: string): Promise<TargetRow | undefined> {
    return this.database.write(async (write) =>
      write
        .updateTable('targets')
        .set((eb) => ({
          paused: 1,
          paused_at: eb.fn.coalesce('paused_at', eb.val(at)),
          ...(reason !== undefined && { paused_reason: reason }),
        }))
        .where('id', '=', target)
        .where('removed_at', 'is', null)
        .returningAll()
        .executeTakeFirst(),
    );
  }

  /** Resumes deliveries to a target: what waits for a retry is due at `at` (epoch ms), and the target no longer held. */
  async resume(target: TargetId, at: number): Promise<TargetRow | undefined> {
    return this.database.write(async (write) => {
      await freshStart(write, target, at);
      return write
        .updateTable('targets')
        .set({ paused: 0, paused_at: null, paused_reason: null })
        .where('id', '=', target)
        .where('removed_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
    });
  }
}

/** A part of the deliveries of a target, by position: those after `after`, up to and including `upTo`. */
interface Part {
  after: number;
  upTo: number;
}

/** What looks at many deliveries. Each of these queries looks at the deliveries of one part at most. */
export const logQueries = {
  page: (db: Read, target: TargetId, filter: DeliveryFilter, { after, upTo }: Part, limit: number) =>
    filtered(db, target, filter)
      .select(LOGGED)
      .select(lastLatency)
      .where('deliveries.position', '>', after)
      .where('deliveries.position', '<=', upTo)
      .orderBy('deliveries.position', 'desc')
      .limit(limit),

  positions: (db: Read, target: TargetId, filter: DeliveryFilter, { after, upTo }: Part) =>
    filtered(db, target, filter)
      .select('deliveries.position')
      .where('deliveries.position', '>', after)
      .where('deliveries.position', '<=', upTo)
      .orderBy('deliveries.position'),

  edge: (db: Read, target: TargetId, from: number, direction: 'asc' | 'desc') =>
    db
      .selectFrom('deliveries')
      .select('position')
      .where('target', '=', target)
      .where('position', direction === 'asc' ? '>=' : '<=', from)
      .orderBy('position', direction)
      .offset(PER_LOOK)
      .limit(1),
};

function filtered(db: Read, target: TargetId, { states, events, chat, from, to }: DeliveryFilter) {
  let query = db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event')
    .where('deliveries.target', '=', target);
  if (states) query = query.where('deliveries.state', 'in', states);
  if (events) query = query.where('events.event', 'in', events);
  if (chat !== undefined) query = query.where('deliveries.chat', '=', chat);
  if (from !== undefined) query = query.where('deliveries.created_at', '>=', from);
  if (to !== undefined) query = query.where('deliveries.created_at', '<', to);
  return query;
}

/** Makes deliveries pending and due. An untried one is due anyway, in the order of its chat. */
async function askAgain(write: Write, positions: readonly number[], at: number): Promise<number> {
  const result = await write
    .updateTable('deliveries')
    .set((eb) => ({
      state: 'pending' as const,
      due_at: at,
      attempts_before: eb.ref('attempts'),
      finished_at: null,
    }))
    .where('position', 'in', positions)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
