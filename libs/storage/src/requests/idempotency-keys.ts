import type { Selectable } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database } from '../database.js';
import { newId, type NodeId, type RequestId } from '../ids.js';
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
   * @param use.node the server that carries out the request, if any of them could; null: the one that has the instance
   * @returns the request that uses the key now; `fresh` if it is this one
   */
  async take(
    { scope, key, fingerprint, node }: Pick<IdempotencyRow, 'scope' | 'key' | 'fingerprint' | 'node'>,
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
        .values({ id: newId('req'), scope, key, fingerprint, answer: null, node, created_at: now })
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
      write.updateTable('idempotency_keys').set({ answer, node: null }).where('id', '=', id).execute(),
    );
  }

  /**
   * Says that a server carries out a request from now on of which nobody knows what became.
   * @returns whether the row was still as it was read
   */
  async claim({ id, node }: Pick<IdempotencyRow, 'id' | 'node'>, by: NodeId): Promise<boolean> {
    return this.database.write(async (write) => {
      const { numUpdatedRows } = await write
        .updateTable('idempotency_keys')
        .set({ node: by })
        .where('id', '=', id)
        .where('answer', 'is', null)
        .where('node', node === null ? 'is' : '=', node)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    });
  }

  /** Says that a server has ended a request, whatever came of it. */
  async leave(id: RequestId, node: NodeId): Promise<void> {
    await this.database.write((write) =>
      write
        .updateTable('idempotency_keys')
        .set({ node: null })
        .where('id', '=', id)
        .where('node', '=', node)
        .execute(),
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
