import type { Kysely } from 'kysely';

/** API keys besides the root key, and what was done with any of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('previous_digest', 'text')
    .addColumn('previous_until', 'integer')
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('instances', 'text')
    .addColumn('expires_at', 'integer')
    .addColumn('rate_limit', 'integer')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('used_at', 'integer')
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('key_name', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'text')
    .addColumn('subject', 'text')
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('correlation_id', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_at').on('audit').column('at').execute();
  await db.schema.createIndex('audit_key').on('audit').columns(['key', 'position']).execute();
  await db.schema.createIndex('audit_instance').on('audit').columns(['instance_id', 'position']).execute();
  await db.schema.createIndex('audit_operation').on('audit').columns(['operation', 'position']).execute();
}
