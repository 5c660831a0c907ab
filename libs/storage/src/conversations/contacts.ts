import { type Selectable, sql } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ContactsTable } from '../schema.js';

export type ContactRow = Selectable<ContactsTable>;
type Key = Pick<ContactRow, 'instance' | 'jid'>;

/** The people that instances know: those in the account's address book, and those who have written. */
export class ContactsRepository {
  constructor(private readonly database: Database) {}

  /**
   * People sorted by JID, an order that does not change while pages are read.
   * @param options.after the last JID of the previous page
   */
  async list(instance: Uid, options: { limit: number; after?: ChatJid }): Promise<ContactRow[]> {
    return contactQueries.list(this.database.read, instance, options).execute();
  }

  async find(db: Read, instance: Uid, jid: ChatJid): Promise<ContactRow | undefined> {
    return db
      .selectFrom('contacts')
      .selectAll()
      .where((eb) => eb.and({ instance, jid }))
      .executeTakeFirst();
  }

  /** The first people of the address book, by JID: at most `limit`. */
  async inAddressBook(db: Read, instance: Uid, limit: number): Promise<ChatJid[]> {
    const rows = await db
      .selectFrom('contacts')
      .select('jid')
      .where('instance', '=', instance)
      .where('name', 'is not', null)
      .orderBy('jid')
      .limit(limit)
      .execute();
    return rows.map(({ jid }) => jid);
  }

  /** Sets the names of a contact in the address book, and adds it if it is new. */
  async save(write: Write, key: Key, names: Pick<ContactRow, 'name' | 'first_name'>): Promise<void> {
    await write
      .insertInto('contacts')
      .values({ ...key, ...names, push_name: null, heard_at: null })
      .onConflict((conflict) => conflict.columns(['instance', 'jid']).doUpdateSet(names))
      .execute();
  }

  /** Sets the name of a contact from a source that may be outdated; a known name stays. */
  async suggest(write: Write, key: Key, name: string): Promise<void> {
    await write
      .insertInto('contacts')
      .values({ ...key, name, first_name: null, push_name: null, heard_at: null })
      .onConflict((conflict) =>
        conflict
          .columns(['instance', 'jid'])
          .doUpdateSet({ name: sql<string | null>`coalesce(contacts.name, excluded.name)` }),
      )
      .execute();
  }

  /** Sets a known contact's profile name from an undated source; an existing one stays. */
  async introduce(write: Write, key: Key, pushName: string): Promise<void> {
    await write
      .updateTable('contacts')
      .set({ push_name: pushName })
      .where((eb) => eb.and(key))
      .where('push_name', 'is', null)
      .execute();
  }

  /** Removes a contact from the address book. A person who has never written is removed completely. */
  async remove(write: Write, key: Key): Promise<void> {
    await write
      .updateTable('contacts')
      .set({ name: null, first_name: null })
      .where((eb) => eb.and(key))
      .execute();
    await write
      .deleteFrom('contacts')
      .where((eb) => eb.and(key))
      .where('heard_at', 'is', null)
      .execute();
  }

  /** Empties the address book, because it belongs to another account. People who have never written are removed. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write
      .updateTable('contacts')
      .set({ name: null, first_name: null })
      .where('instance', '=', instance)
      .execute();
    await write
      .deleteFrom('contacts')
      .where('instance', '=', instance)
      .where('heard_at', 'is', null)
      .execute();
  }

  /** Merges two contacts that turn out to be one person with two addresses. The values of `to` take precedence. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const row = await write
      .deleteFrom('contacts')
      .where((eb) => eb.and({ instance, jid: from }))
      .returningAll()
      .executeTakeFirst();
    if (!row) return;
    await write
      .insertInto('contacts')
      .values({ ...row, jid: to })
      .onConflict((conflict) =>
        conflict.columns(['instance', 'jid']).doUpdateSet({
          first_name: sql<string | null>`case when contacts.name is null
            then excluded.first_name else contacts.first_name end`,
          name: sql<string | null>`coalesce(contacts.name, excluded.name)`,
          push_name: sql<string | null>`coalesce(contacts.push_name, excluded.push_name)`,
          heard_at: sql<number | null>`coalesce(contacts.heard_at, excluded.heard_at)`,
        }),
      )
      .execute();
  }
}

/**
 * Records that a person has written, with their profile name. A message that arrives late does not change the name.
 * @returns whether the person went by another name before
 */
export async function hearFrom(
  write: Write,
  key: Key,
  { pushName, at }: { pushName: string | null; at: number },
): Promise<boolean> {
  // Nearly always the name is known.
  const { numUpdatedRows } = await write
    .updateTable('contacts')
    .set({ heard_at: at })
    .where((eb) => eb.and({ ...key, ...(pushName !== null && { push_name: pushName }) }))
    .where('heard_at', '<=', at)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return false;
  const before = await write
    .selectFrom('contacts')
    .select(['push_name', 'heard_at'])
    .where((eb) => eb.and(key))
    .executeTakeFirst();
  await write
    .insertInto('contacts')
    .values({ ...key, name: null, first_name: null, push_name: pushName, heard_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(['instance', 'jid'])
        .doUpdateSet({
          push_name: sql<string | null>`coalesce(excluded.push_name, contacts.push_name)`,
          heard_at: at,
        })
        .where((eb) => eb.or([eb('contacts.heard_at', 'is', null), eb('contacts.heard_at', '<=', at)])),
    )
    .execute();
  const isLatest = (before?.heard_at ?? 0) <= at;
  return isLatest && pushName !== null && (before?.push_name ?? pushName) !== pushName;
}

/** Removes people who have not written since `before` (epoch ms) and are not in the address book. */
export async function forgetStrangers(write: Write, before: number): Promise<void> {
  await write.deleteFrom('contacts').where('name', 'is', null).where('heard_at', '<', before).execute();
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const contactQueries = {
  list(db: Read, instance: Uid, { limit, after }: { limit: number; after?: ChatJid }) {
    const query = db.selectFrom('contacts').selectAll().where('instance', '=', instance);
    return (after === undefined ? query : query.where('jid', '>', after)).orderBy('jid').limit(limit);
  },
};
