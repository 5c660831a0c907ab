import type { Insertable, Selectable, SelectQueryBuilder } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database, Write } from '../database.js';
import type { ScheduledState, ScheduledTable, Schema } from '../schema.js';

export type ScheduledRow = Selectable<ScheduledTable>;
export type ScheduledDraft = Insertable<ScheduledTable>;

/** Where a page of scheduled messages ended. */
export type ScheduledCursor = Pick<ScheduledRow, 'send_at' | 'position'>;

/** Messages that are to be sent later, and what became of those whose time has come. */
export class ScheduledRepository {
  constructor(private readonly database: Database) {}

  async insert(write: Write, row: ScheduledDraft): Promise<void> {
    await write.insertInto('scheduled').values(row).execute();
  }

  async find(instance: string, id: string): Promise<ScheduledRow | undefined> {
    return this.database.read
      .selectFrom('scheduled')
      .selectAll()
      .where('instance', '=', instance)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** What one request has asked for. */
  async ofRequest(request: string): Promise<ScheduledRow[]> {
    return this.database.read.selectFrom('scheduled').selectAll().where('request', '=', request).execute();
  }

  /** Those in a state, by their time. @param after goes on after this one */
  async list(
    instance: string,
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
   * Whose time has come at `now` (epoch ms), the first first.
   * @param after goes on after this one
   * @param lastChance only those that may not wait any longer
   */
  async due(
    instance: string,
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

  /** The next time that something is to be sent after `now`, epoch ms. */
  async nextAfter(instance: string, now: number): Promise<number | undefined> {
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

  /** Gives a message the time that the pace allows. */
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
   * Ends the waiting of a message. What it said is not kept here any longer.
   * @returns whether it was still waiting
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

  /** Forgets those that were settled before `before` (epoch ms), a few in each commit. */
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

/** A page in the order of times. */
function paged(query: Scheduled, limit: number, after: ScheduledCursor | undefined): Scheduled {
  const ordered = query.orderBy('send_at').orderBy('position').limit(limit);
  if (!after) return ordered;
  const { send_at, position } = after;
  return ordered.where((eb) => eb(eb.refTuple('send_at', 'position'), '>', eb.tuple(send_at, position)));
}
