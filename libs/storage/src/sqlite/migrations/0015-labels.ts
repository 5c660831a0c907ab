import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/** The labels of accounts, and which collections of the app state were read from their beginning. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('app_state_reads')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('collection', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('app_state_reads_pk', ['instance', 'collection'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('labels')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('color', 'integer', (c) => c.notNull())
    .addColumn('predefined_id', 'integer')
    .addColumn('deleted', 'integer', (c) => c.notNull())
    .addColumn('action', 'blob', (c) => c.notNull())
    .addPrimaryKeyConstraint('labels_pk', ['instance', 'id'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('label_assignments')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('entry', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('label_assignments_pk', ['instance', 'label', 'message', 'chat'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createIndex('label_assignments_chats')
    .on('label_assignments')
    .columns(['instance', 'chat'])
    .execute();
}
