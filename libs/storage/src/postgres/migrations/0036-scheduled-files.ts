import { type Kysely, sql } from 'kysely';

const text = sql`text collate "C"`;

/** The files of scheduled messages, in parts. They are compressed already. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scheduled_files')
    .addColumn('instance', text, (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('message', text, (c) => c.notNull())
    .addColumn('part', 'bigint', (c) => c.notNull())
    .addColumn('bytes', 'bytea', (c) => c.notNull())
    .addPrimaryKeyConstraint('scheduled_files_pk', ['instance', 'message', 'part'])
    .execute();
  await sql`alter table scheduled_files alter column bytes set storage external`.execute(db);
}
