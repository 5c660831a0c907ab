import type { Selectable } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database } from '../database.js';
import type { ConsoleSessionsTable } from '../schema.js';

export type ConsoleSessionRow = Selectable<ConsoleSessionsTable>;

/** Sessions of the console that several servers share. */
export class ConsoleSessionsRepository {
  constructor(private readonly database: Database) {}

  /** Adds a session, in place of the oldest ones of its key if there are more than `most`. */
  async add(row: ConsoleSessionRow, most: number): Promise<void> {
    await this.database.write(async (write) => {
      await write.insertInto('console_sessions').values(row).execute();
      await write
        .deleteFrom('console_sessions')
        .where('key_id', '=', row.key_id)
        .where('id', 'not in', (eb) =>
          eb
            .selectFrom('console_sessions')
            .select('id')
            .where('key_id', '=', row.key_id)
            .orderBy('created_at', 'desc')
            .orderBy('id')
            .limit(most),
        )
        .execute();
    });
  }

  async find(id: string): Promise<ConsoleSessionRow | undefined> {
    return this.database.read
      .selectFrom('console_sessions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** Which of these sessions have not ended. */
  async among(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.read
      .selectFrom('console_sessions')
      .select('id')
      .where('id', 'in', ids)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Keeps when a session was last used, epoch ms. */
  async used(id: string, at: number): Promise<void> {
    await this.database.write((write) =>
      write
        .updateTable('console_sessions')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('used_at', '<', at)
        .execute(),
    );
  }

  /** Ends a session, unless it was used after `unusedSince` (epoch ms). */
  async end(id: string, unusedSince = Number.MAX_SAFE_INTEGER): Promise<void> {
    await this.database.write((write) =>
      write.deleteFrom('console_sessions').where('id', '=', id).where('used_at', '<=', unusedSince).execute(),
    );
  }

  /** Removes sessions that were last used, or opened, before these times (epoch ms), in small commits. */
  async prune(before: { used: number; created: number }): Promise<number> {
    return inBatches((limit) =>
      this.database.write(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom('console_sessions')
          .where('id', 'in', (eb) =>
            eb
              .selectFrom('console_sessions')
              .select('id')
              .where((or) => or.or([or('used_at', '<', before.used), or('created_at', '<', before.created)]))
              .limit(limit),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
    );
  }
}
