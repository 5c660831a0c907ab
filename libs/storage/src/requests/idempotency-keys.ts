import type { Selectable } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database } from '../database.js';
import { newId, type RequestId } from '../ids.js';
import type { IdempotencyKeysTable } from '../schema.js';

export type IdempotencyRow = Selectable<IdempotencyKeysTable>;

/** How long a key is valid, ms. */
export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Idempotency keys, with the requests that used them and their answers. */
export class IdempotencyKeysRepository {
  constructor(private readonly database: Database) {}

  /** The request that uses a key, if the key is still valid at `now` (epoch ms). */
  async find(scope: IdempotencyRow['scope'], key: string, now: number): Promise<IdempotencyRow | undefined> {
    return this.database.read
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('scope', '=', scope)
      .where('key', '=', key)
      .where('created_at', '>', now - KEY_LIFETIME_MS)
      .executeTakeFirst();
  }

  /**
   * Takes a key for a request.
   * @returns the request that uses the key now; `fresh` if it is this one
   */
  async take(
    { scope, key, fingerprint }: Pick<IdempotencyRow, 'scope' | 'key' | 'fingerprint'>,
    now: number,
  ): Promise<{ row: IdempotencyRow; fresh: boolean }> {
    return this.database.write(async (write) => {
      await write
        .deleteFrom('idempotency_keys')
        .where('scope', '=', scope)
        .where('key', '=', key)
        .where('created_at', '<=', now - KEY_LIFETIME_MS)
        .execute();
      const taken = await write
        .insertInto('idempotency_keys')
        .values({ id: newId('req'), scope, key, fingerprint, answer: null, created_at: now })
        .onConflict((conflict) => conflict.columns(['scope', 'key']).doNothing())
        .returningAll()
        .executeTakeFirst();
      if (taken) return { row: taken, fresh: true };
      const row = await write
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('scope', '=', scope)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return { row, fresh: false };
    });
  }

  /** @param answer JSON of the answer's data */
  async answer(id: RequestId, answer: string): Promise<void> {
    await this.database.write((write) =>
      write.updateTable('idempotency_keys').set({ answer }).where('id', '=', id).execute(),
    );
  }

  /** Releases a key whose request had no effect. */
  async release(id: RequestId): Promise<void> {
    await this.database.write((write) => write.deleteFrom('idempotency_keys').where('id', '=', id).execute());
  }

  /** Removes keys that are no longer valid at `now` (epoch ms), in small commits. */
  async prune(now: number): Promise<number> {
    return inBatches((limit) =>
      this.database.write(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom('idempotency_keys')
          .where('id', 'in', (eb) =>
            eb
              .selectFrom('idempotency_keys')
              .select('id')
              .where('created_at', '<=', now - KEY_LIFETIME_MS)
              .orderBy('created_at')
              .limit(limit),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
    );
  }
}
