import { type Kysely, sql } from 'kysely';

/**
 * Status posts are stored with the messages, with the people who get an own one, and those who have viewed it. The entries of
 * the app state about them were not stored so far, so their collection is read from its beginning once more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('audience', 'text').execute();
  await db.schema.alterTable('messages').addColumn('viewed_at', 'integer').execute();
  await db.schema
    .createTable('status_views')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('viewer', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('status_views_pk', ['instance', 'message', 'viewer'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await db.schema
    .createIndex('status_views_viewers')
    .on('status_views')
    .columns(['instance', 'viewer'])
    .execute();
  await db.schema.createIndex('status_views_at').on('status_views').column('at').execute();
  await db.schema
    .createTable('status_mutes')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('author', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('status_mutes_pk', ['instance', 'author'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await db.schema
    .createTable('status_audiences')
    .addColumn('instance', 'text', (c) => c.primaryKey().references('instances.uid').onDelete('cascade'))
    .addColumn('audience', 'text', (c) => c.notNull())
    .addColumn('people', 'text', (c) => c.notNull())
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await sql`delete from app_state_reads where collection = 'regular_high'`.execute(db);
}
