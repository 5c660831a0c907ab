import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/** The people that instances know, initially those who have written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('contacts')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('jid', 'text', (c) => c.notNull())
    .addColumn('name', 'text')
    .addColumn('first_name', 'text')
    .addColumn('push_name', 'text')
    .addColumn('heard_at', 'integer')
    .addPrimaryKeyConstraint('contacts_pk', ['instance', 'jid'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createIndex('contacts_strangers')
    .on('contacts')
    .column('heard_at')
    .where(sql.ref('name'), 'is', null)
    .execute();
  await sql`
    insert into contacts (instance, jid, push_name, heard_at)
    select instance, sender,
      (select push_name from messages as named
        where named.instance = messages.instance and named.sender = messages.sender
          and named.from_me = 0 and named.push_name is not null
        order by named.at desc limit 1),
      max(at)
    from messages where from_me = 0 group by instance, sender`.execute(db);
}
