import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';

/** Which collections of the app state were read from their beginning. */
export class AppStateReadsRepository {
  async has(db: Read, instance: Uid, collection: string): Promise<boolean> {
    const row = await db
      .selectFrom('app_state_reads')
      .select('collection')
      .where((eb) => eb.and({ instance, collection }))
      .executeTakeFirst();
    return row !== undefined;
  }

  async add(write: Write, instance: Uid, collection: string): Promise<void> {
    await write
      .insertInto('app_state_reads')
      .values({ instance, collection })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The device was unlinked: the next one reads everything. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('app_state_reads').where('instance', '=', instance).execute();
  }
}
