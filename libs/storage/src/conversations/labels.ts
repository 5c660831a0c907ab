import type { Selectable } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { LabelAssignmentsTable, LabelsTable } from '../schema.js';

export type LabelRow = Selectable<LabelsTable>;
export type AssignmentRow = Selectable<LabelAssignmentsTable>;
export type AssignmentKey = Omit<AssignmentRow, 'entry'>;
/** A message that has a label. */
export type LabeledMessage = Pick<AssignmentRow, 'message' | 'chat'>;

/** The labels of instances, and the chats and messages that have them. */
export class LabelsRepository {
  constructor(private readonly database: Database) {}

  /** All labels of an instance, those that were deleted included. */
  async all(db: Read, instance: Uid): Promise<LabelRow[]> {
    return db.selectFrom('labels').selectAll().where('instance', '=', instance).execute();
  }

  async find(db: Read, instance: Uid, id: string): Promise<LabelRow | undefined> {
    return db
      .selectFrom('labels')
      .selectAll()
      .where((eb) => eb.and({ instance, id }))
      .executeTakeFirst();
  }

  /** Stores a label. A label that is deleted is taken off everything. */
  async save(write: Write, row: LabelRow): Promise<void> {
    const { instance, id, ...values } = row;
    await write
      .insertInto('labels')
      .values(row)
      .onConflict((conflict) => conflict.columns(['instance', 'id']).doUpdateSet(values))
      .execute();
    if (row.deleted === 0) return;
    await write
      .deleteFrom('label_assignments')
      .where((eb) => eb.and({ instance, label: id }))
      .execute();
  }

  async assignment(db: Read, key: AssignmentKey): Promise<AssignmentRow | undefined> {
    return db
      .selectFrom('label_assignments')
      .selectAll()
      .where((eb) => eb.and(key))
      .executeTakeFirst();
  }

  /** Everything that has a label. */
  async assignments(db: Read, instance: Uid): Promise<AssignmentRow[]> {
    return db.selectFrom('label_assignments').selectAll().where('instance', '=', instance).execute();
  }

  async assign(write: Write, row: AssignmentRow): Promise<void> {
    const { entry } = row;
    await write
      .insertInto('label_assignments')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['instance', 'label', 'message', 'chat']).doUpdateSet({ entry }),
      )
      .execute();
  }

  async unassign(write: Write, key: AssignmentKey): Promise<void> {
    await write
      .deleteFrom('label_assignments')
      .where((eb) => eb.and(key))
      .execute();
  }

  /** The chats that have a label, sorted by JID. @param options.after the last JID of the previous page */
  async chats(instance: Uid, label: string, options: { limit: number; after?: ChatJid }): Promise<ChatJid[]> {
    const rows = await labelQueries.chats(this.database.read, instance, label, options).execute();
    return rows.map(({ chat }) => chat);
  }

  /** The messages that have a label, sorted by id. @param options.after the last entry of the previous page */
  async messages(
    instance: Uid,
    label: string,
    options: { limit: number; after?: LabeledMessage },
  ): Promise<LabeledMessage[]> {
    return labelQueries.messages(this.database.read, instance, label, options).execute();
  }

  /** The labels of chats themselves. */
  async ofChats(instance: Uid, chats: readonly ChatJid[]): Promise<Pick<AssignmentRow, 'chat' | 'label'>[]> {
    return chats.length === 0 ? [] : labelQueries.ofChats(this.database.read, instance, chats).execute();
  }

  /** The labels of messages. @param positions `position` of each message */
  async ofMessages(positions: readonly number[]): Promise<{ position: number; label: string }[]> {
    return positions.length === 0 ? [] : labelQueries.ofMessages(this.database.read, positions).execute();
  }

  /** Moves the labels of a chat to another address of it. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const rows = await write
      .deleteFrom('label_assignments')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .execute();
    for (const row of rows) await this.assign(write, { ...row, chat: to });
  }

  /** Removes everything: it belongs to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('labels').where('instance', '=', instance).execute();
    await write.deleteFrom('label_assignments').where('instance', '=', instance).execute();
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const labelQueries = {
  chats(db: Read, instance: Uid, label: string, { limit, after }: { limit: number; after?: ChatJid }) {
    let query = db
      .selectFrom('label_assignments')
      .select('chat')
      .where((eb) => eb.and({ instance, label, message: '' }));
    if (after !== undefined) query = query.where('chat', '>', after);
    return query.orderBy('chat').limit(limit);
  },

  messages(
    db: Read,
    instance: Uid,
    label: string,
    { limit, after }: { limit: number; after?: LabeledMessage },
  ) {
    let query = db
      .selectFrom('label_assignments')
      .select(['message', 'chat'])
      .where((eb) => eb.and({ instance, label }))
      .where('message', '>', '');
    if (after) {
      const { message, chat } = after;
      query = query.where((eb) => eb(eb.refTuple('message', 'chat'), '>', eb.tuple(message, chat)));
    }
    return query.orderBy('message').orderBy('chat').limit(limit);
  },

  ofChats(db: Read, instance: Uid, chats: readonly ChatJid[]) {
    return db
      .selectFrom('label_assignments')
      .select(['chat', 'label'])
      .where((eb) => eb.and({ instance, message: '' }))
      .where('chat', 'in', chats);
  },

  ofMessages(db: Read, positions: readonly number[]) {
    return db
      .selectFrom('messages')
      .innerJoin('label_assignments as each', (join) =>
        join
          .onRef('each.instance', '=', 'messages.instance')
          .onRef('each.chat', '=', 'messages.chat')
          .onRef('each.message', '=', 'messages.id'),
      )
      .select(['messages.position', 'each.label'])
      .where('messages.position', 'in', positions);
  },
};
