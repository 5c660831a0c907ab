import type { Database, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { InboxEntry, InboxRepository } from './inbox.js';

/** Changes of Signal keys, by type and id: the serialized value, or null to delete the key. */
export type KeyChanges = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/** Credentials and Signal keys of linked devices. */
export class SessionsRepository {
  constructor(
    private readonly database: Database,
    private readonly inbox: InboxRepository,
  ) {}

  /** The serialized credentials of an instance; undefined before it was first paired. */
  async credentials(instance: Uid): Promise<string | undefined> {
    const row = await this.database.read
      .selectFrom('credentials')
      .select('value')
      .where('instance', '=', instance)
      .executeTakeFirst();
    return row?.value;
  }

  async saveCredentials(instance: Uid, value: string): Promise<void> {
    await this.database.write(async (write) => {
      await write
        .insertInto('credentials')
        .values({ instance, value })
        .onConflict((conflict) => conflict.column('instance').doUpdateSet({ value }))
        .execute();
    });
  }

  /** The serialized keys of one type, by id. Ids without a key are absent. */
  async keys(instance: Uid, type: string, ids: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let start = 0; start < ids.length; start += 500) {
      const rows = await this.database.read
        .selectFrom('signal_keys')
        .select(['id', 'value'])
        .where('instance', '=', instance)
        .where('type', '=', type)
        .where('id', 'in', ids.slice(start, start + 500))
        .execute();
      for (const row of rows) found.set(row.id, row.value);
    }
    return found;
  }

  /**
   * Writes key changes and the payloads that were decrypted with them in one commit, so that the ratchet never advances
   * without its payload.
   * @throws if the instance was deleted meanwhile (foreign key), or the disk cannot be written
   */
  async save(instance: Uid, changes: KeyChanges, received: readonly InboxEntry[]): Promise<void> {
    await this.database.write(async (write) => {
      for (const [type, values] of changes) {
        for (const [id, value] of values) await this.saveKey(write, instance, type, id, value);
      }
      for (const entry of received) await this.inbox.add(write, instance, entry);
    });
  }

  /** Removes credentials and keys of the linked device. What it received stays in the inbox and becomes events. */
  async wipe(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('credentials').where('instance', '=', instance).execute();
    await write.deleteFrom('signal_keys').where('instance', '=', instance).execute();
  }

  private async saveKey(write: Write, instance: Uid, type: string, id: string, value: string | null) {
    if (value === null) {
      await write
        .deleteFrom('signal_keys')
        .where('instance', '=', instance)
        .where('type', '=', type)
        .where('id', '=', id)
        .execute();
      return;
    }
    await write
      .insertInto('signal_keys')
      .values({ instance, type, id, value })
      .onConflict((conflict) => conflict.columns(['instance', 'type', 'id']).doUpdateSet({ value }))
      .execute();
  }
}
