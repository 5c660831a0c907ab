import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/**
 * Instances can reject calls: which calls there are, who was answered, and what the operator wants. The quick replies of
 * accounts. App state is read again for what earlier versions did not store.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('creator', 'text', (c) => c.notNull())
    .addColumn('caller', 'text', (c) => c.notNull())
    .addColumn('is_video', 'integer', (c) => c.notNull())
    .addColumn('is_group', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('rejected_by', 'text')
    .addColumn('began_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('calls_pk', ['instance', 'id'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('call_answers')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('caller', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('call_answers_pk', ['instance', 'caller'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('quick_replies')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('shortcut', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('action', 'blob', (c) => c.notNull())
    .addPrimaryKeyConstraint('quick_replies_pk', ['instance', 'id'])
    .modifyEnd(strictByKey)
    .execute();
  await sql`delete from app_state_reads where collection = 'regular'`.execute(db);
  await db.schema
    .alterTable('instances')
    .addColumn('reject_calls', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('instances').addColumn('reject_calls_text', 'text').execute();
  await db.schema
    .alterTable('instances')
    .addColumn('reject_calls_except', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
}
