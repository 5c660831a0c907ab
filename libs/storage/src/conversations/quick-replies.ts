import type { Selectable } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { QuickRepliesTable } from '../schema.js';

export type QuickReplyRow = Selectable<QuickRepliesTable>;

/** The quick replies of instances. */
export class QuickRepliesRepository {
  async all(db: Read, instance: Uid): Promise<QuickReplyRow[]> {
    return db
      .selectFrom('quick_replies')
      .selectAll()
      .where('instance', '=', instance)
      .orderBy('shortcut')
      .orderBy('id')
      .execute();
  }

  async find(db: Read, instance: Uid, id: string): Promise<QuickReplyRow | undefined> {
    return db
      .selectFrom('quick_replies')
      .selectAll()
      .where((eb) => eb.and({ instance, id }))
      .executeTakeFirst();
  }

  async save(write: Write, row: QuickReplyRow): Promise<void> {
    const { instance: _instance, id: _id, ...values } = row;
    await write
      .insertInto('quick_replies')
      .values(row)
      .onConflict((conflict) => conflict.columns(['instance', 'id']).doUpdateSet(values))
      .execute();
  }

  async remove(write: Write, instance: Uid, id: string): Promise<void> {
    await write
      .deleteFrom('quick_replies')
      .where((eb) => eb.and({ instance, id }))
      .execute();
  }

  /** Removes everything: it belongs to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('quick_replies').where('instance', '=', instance).execute();
  }
}
