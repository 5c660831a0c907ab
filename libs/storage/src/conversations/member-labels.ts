import type { Selectable } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { MemberLabelsTable } from '../schema.js';

export type MemberLabelRow = Selectable<MemberLabelsTable>;

/** What members call their roles in groups. */
export class MemberLabelsRepository {
  /** The labels of a group, by member. */
  async of(db: Read, instance: Uid, group: string): Promise<Map<ChatJid, string>> {
    const rows = await db
      .selectFrom('member_labels')
      .select(['member', 'label'])
      .where((eb) => eb.and({ instance, group_jid: group }))
      .where('label', '!=', '')
      .execute();
    return new Map(rows.map(({ member, label }) => [member, label]));
  }

  /**
   * Sets a label, unless one that was set later is known. An empty one removes it.
   * @returns whether it is another label than before
   */
  async save(write: Write, row: MemberLabelRow): Promise<boolean> {
    const { instance, group_jid, member, label, set_at } = row;
    const before = await write
      .selectFrom('member_labels')
      .select(['label', 'set_at'])
      .where((eb) => eb.and({ instance, group_jid, member }))
      .executeTakeFirst();
    if (before && before.set_at > set_at) return false;
    await write
      .insertInto('member_labels')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['instance', 'group_jid', 'member']).doUpdateSet({ label, set_at }),
      )
      .execute();
    return (before?.label ?? '') !== label;
  }

  /** Forgets the labels of people who are no longer in a group. */
  async remove(write: Write, instance: Uid, group: string, members: readonly ChatJid[]): Promise<void> {
    if (members.length === 0) return;
    await write
      .deleteFrom('member_labels')
      .where((eb) => eb.and({ instance, group_jid: group }))
      .where('member', 'in', members)
      .execute();
  }

  /** Forgets the labels of a group that the account is no longer in. */
  async removeGroup(write: Write, instance: Uid, group: string): Promise<void> {
    await write
      .deleteFrom('member_labels')
      .where((eb) => eb.and({ instance, group_jid: group }))
      .execute();
  }

  /** Merges the labels of two addresses that turn out to be one person. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const rows = await memberLabelQueries.taken(write, instance, from).execute();
    for (const row of rows) await this.save(write, { ...row, member: to });
  }

  /** Removes all labels of an instance: they belong to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('member_labels').where('instance', '=', instance).execute();
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const memberLabelQueries = {
  /** Takes all labels of a member away. The subquery makes SQLite use the index of members. */
  taken(db: Read, instance: Uid, member: ChatJid) {
    return db
      .deleteFrom('member_labels')
      .where((eb) => eb.and({ instance, member }))
      .where('group_jid', 'in', (eb) =>
        eb
          .selectFrom('member_labels')
          .select('group_jid')
          .where((of) => of.and({ instance, member })),
      )
      .returningAll();
  },
};
