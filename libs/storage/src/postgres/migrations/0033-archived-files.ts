import { type Kysely, sql } from 'kysely';

const text = sql`text collate "C"`;

/** The files of received messages that the archive has, or is to have. A file outlives its message until it is removed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('archived_files')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('instance', text, (c) => c.notNull())
    .addColumn('message', 'bigint', (c) => c.references('messages.position').onDelete('set null'))
    .addColumn('file', 'bigint', (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('due_at', 'bigint', (c) => c.notNull())
    .addColumn('tries', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('reason', text)
    .addColumn('size_bytes', 'bigint')
    .addColumn('archived_at', 'bigint')
    .addUniqueConstraint('archived_files_once', ['message', 'file'])
    .execute();
  await db.schema
    .createIndex('archived_files_due')
    .on('archived_files')
    .column('due_at')
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute();
  await db.schema
    .createIndex('archived_files_age')
    .on('archived_files')
    .column('archived_at')
    .where(sql.ref('state'), '=', sql.lit('archived'))
    .execute();
}
