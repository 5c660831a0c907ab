import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';

/** Which collections of the app state were read from their beginning. */
export class AppStateReadsRepository {
  /** Up to which version a collection was read; undefined if it was never read from its beginning. */
  async version(db: Read, instance: Uid, collection: string): Promise<number | undefined> {
    const row = await db
      .selectFrom('app_state_reads')
      .select('version')
      .where((eb) => eb.and({ instance, collection }))
      .executeTakeFirst();
    return row?.version;
  }

  async save(write: Write, instance: Uid, collection: string, version: number): Promise<void> {
    await write
      .insertInto('app_state_reads')
      .values({ instance, collection, version })
      .onConflict((conflict) => conflict.columns(['instance', 'collection']).doUpdateSet({ version }))
      .execute();
  }

  /** The device was unlinked: the next one reads everything. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('app_state_reads').where('instance', '=', instance).execute();
  }
}
