import type { Selectable } from 'kysely';
import type { Database, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { HistoryRequestsTable } from '../schema.js';

type HistoryRequestRow = Selectable<HistoryRequestsTable>;

/** Requests for older messages that the phone has not answered yet: at most one for each chat. */
export class HistoryRequestsRepository {
  constructor(private readonly database: Database) {}

  /** @returns false if another request for the chat is open */
  async add(write: Write, row: HistoryRequestRow): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await write
      .insertInto('history_requests')
      .values(row)
      .onConflict((conflict) => conflict.columns(['instance', 'chat']).doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** The open requests of an instance, oldest first. */
  async open(instance: Uid): Promise<HistoryRequestRow[]> {
    return this.database.read
      .selectFrom('history_requests')
      .selectAll()
      .where('instance', '=', instance)
      .orderBy('asked_at')
      .execute();
  }

  /** Ends a request. @returns undefined if it is no longer open */
  async end(write: Write, instance: Uid, request: string): Promise<HistoryRequestRow | undefined> {
    return write
      .deleteFrom('history_requests')
      .where((eb) => eb.and({ instance, request }))
      .returningAll()
      .executeTakeFirst();
  }

  /** Removes all requests of an instance: they belong to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('history_requests').where('instance', '=', instance).execute();
  }
}
