import type { Insertable, Selectable, SelectQueryBuilder } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database, Write } from '../database.js';
import type { RequestId, Uid } from '../ids.js';
import type { ScheduledState, ScheduledTable, Schema } from '../schema.js';

export type ScheduledRow = Selectable<ScheduledTable>;
export type NewScheduled = Insertable<ScheduledTable>;

/** Where a page of scheduled messages ended. */
export type ScheduledCursor = Pick<ScheduledRow, 'send_at' | 'position'>;

/** Scheduled messages, whatever their state. */
export class ScheduledRepository {
  constructor(private readonly database: Database) {}

  async insert(write: Write, row: NewScheduled): Promise<void> {
    await write.insertInto('scheduled').values(row).execute();
  }

  async find(instance: Uid, id: string): Promise<ScheduledRow | undefined> {
    return this.database.read
      .selectFrom('scheduled')
      .selectAll()
      .where('instance', '=', instance)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** The messages that a request has scheduled. */
  async ofRequest(request: RequestId): Promise<ScheduledRow[]> {
    return this.database.read.selectFrom('scheduled').selectAll().where('request', '=', request).execute();
  }

  /** The messages in a state, sorted by time. @param after continues after this one */
  async list(
    instance: Uid,
    state: ScheduledState,
    { limit, after }: { limit: number; after?: ScheduledCursor },
  ): Promise<ScheduledRow[]> {
    const query = this.database.read
      .selectFrom('scheduled')
      .selectAll()
      .where('instance', '=', instance)
      .where('state', '=', state);
    return paged(query, limit, after).execute();
  }

  /**
   * The messages that are due at `now` (epoch ms), sorted by time.
   * @param after continues after this one
   * @param lastChance only messages that must not wait longer
   */
  async due(
    instance: Uid,
    now: number,
    { limit, after, lastChance }: { limit: number; after?: ScheduledCursor; lastChance: boolean },
  ): Promise<ScheduledRow[]> {
    let query = this.database.read
      .selectFrom('scheduled')
      .selectAll()
      .where('instance', '=', instance)
      .where('state', '=', 'scheduled')
      .where('send_at', '<=', now);
    if (lastChance) query = query.where('send_by', '<=', now);
    return paged(query, limit, after).execute();
  }

  /** When the next message after `now` is due; both in epoch ms. */
  async nextAfter(instance: Uid, now: number): Promise<number | undefined> {
    const row = await this.database.read
      .selectFrom('scheduled')
      .select('send_at')
      .where('instance', '=', instance)
      .where('state', '=', 'scheduled')
      .where('send_at', '>', now)
      .orderBy('send_at')
      .limit(1)
      .executeTakeFirst();
    return row?.send_at;
  }

  /** Moves a message to a slot in the pace of its instance. */
  async postpone(
    write: Write,
    { instance, id, send_at, send_by }: Pick<ScheduledRow, 'instance' | 'id' | 'send_at' | 'send_by'>,
    at: number,
  ): Promise<void> {
    await write
      .updateTable('scheduled')
      .set({ send_at: at, send_by: send_by + Math.max(0, at - send_at), paced: 1 })
      .where('instance', '=', instance)
      .where('id', '=', id)
      .where('state', '=', 'scheduled')
      .execute();
  }

  /**
   * Settles a scheduled message and removes its content.
   * @returns whether it was still scheduled
   */
  async settle(
    write: Write,
    { instance, id }: Pick<ScheduledRow, 'instance' | 'id'>,
    state: Exclude<ScheduledState, 'scheduled'>,
    at: number,
    error: string | null = null,
  ): Promise<boolean> {
    const { numUpdatedRows } = await write
      .updateTable('scheduled')
      .set({ state, error, settled_at: at, draft: null })
      .where('instance', '=', instance)
      .where('id', '=', id)
      .where('state', '=', 'scheduled')
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Removes messages that were settled before `before` (epoch ms), in small commits. */
  async prune(before: number): Promise<number> {
    return inBatches((limit) =>
      this.database.write(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom('scheduled')
          .where('position', 'in', (eb) =>
            eb
              .selectFrom('scheduled')
              .select('position')
              .where('settled_at', '<', before)
              .orderBy('settled_at')
              .limit(limit),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
    );
  }
}

type Scheduled = SelectQueryBuilder<Schema, 'scheduled', ScheduledRow>;

/** One page, sorted by time. */
function paged(query: Scheduled, limit: number, after: ScheduledCursor | undefined): Scheduled {
  const ordered = query.orderBy('send_at').orderBy('position').limit(limit);
  if (!after) return ordered;
  const { send_at, position } = after;
  return ordered.where((eb) => eb(eb.refTuple('send_at', 'position'), '>', eb.tuple(send_at, position)));
}
