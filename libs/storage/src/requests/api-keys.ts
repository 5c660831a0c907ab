import { setImmediate } from 'node:timers/promises';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Database } from '../database.js';
import type { ApiKeysTable } from '../schema.js';

/** Uses that are kept in one commit: others get their turn between two. */
const PER_COMMIT = 200;

export type ApiKeyRow = Selectable<ApiKeysTable>;

/** API keys besides the root key. There are ten thousand at most: callers keep them all in memory. */
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** All keys, oldest first, those that have expired included. */
  async list(): Promise<ApiKeyRow[]> {
    return this.database.read
      .selectFrom('api_keys')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  async add(row: Insertable<ApiKeysTable>): Promise<ApiKeyRow> {
    return this.database.write((write) =>
      write.insertInto('api_keys').values(row).returningAll().executeTakeFirstOrThrow(),
    );
  }

  /** Changes a key, and ends its sessions of the console. @returns the key as it is now; undefined if it does not exist */
  async change(
    id: string,
    change: Updateable<Omit<ApiKeysTable, 'id' | 'used_at'>>,
  ): Promise<ApiKeyRow | undefined> {
    return this.database.write(async (write) => {
      await write.deleteFrom('console_sessions').where('key_id', '=', id).execute();
      return write.updateTable('api_keys').set(change).where('id', '=', id).returningAll().executeTakeFirst();
    });
  }

  /** Removes a key with its sessions of the console. @returns whether there was such a key */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.write(async (write) => {
      await write.deleteFrom('console_sessions').where('key_id', '=', id).execute();
      return write.deleteFrom('api_keys').where('id', '=', id).executeTakeFirstOrThrow();
    });
    return numDeletedRows > 0;
  }

  /** Keeps when keys were last used, epoch ms by id. */
  async used(times: ReadonlyMap<string, number>): Promise<void> {
    const all = [...times];
    for (let start = 0; start < all.length; start += PER_COMMIT) {
      await this.database.write(async (write) => {
        for (const [id, at] of all.slice(start, start + PER_COMMIT))
          await write.updateTable('api_keys').set({ used_at: at }).where('id', '=', id).execute();
      });
      await setImmediate();
    }
  }
}
