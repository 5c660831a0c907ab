import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

const strict = sql`strict`;
const strictByKey = sql`strict, without rowid`;

function owned<T extends string, C extends string>(table: CreateTableBuilder<T, C>) {
  return table.addColumn('instance', 'text', (c) =>
    c.notNull().references('instances.uid').onDelete('cascade'),
  );
}

/** The basic tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const create = db.schema;
  await create
    .createTable('instances')
    .addColumn('uid', 'text', (c) => c.primaryKey())
    .addColumn('instance_id', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('last_activity', 'integer', (c) => c.notNull())
    .addColumn('desired', 'text', (c) => c.notNull())
    .addColumn('halted', 'text')
    .addColumn('phone', 'text')
    .addColumn('lid', 'text')
    .addColumn('name', 'text')
    .addColumn('connected_at', 'integer')
    .addColumn('last_disconnect', 'text')
    .addColumn('next_sequence', 'integer', (c) => c.notNull().defaultTo(1))
    .modifyEnd(strict)
    .execute();

  await create
    .createTable('credentials')
    .addColumn('instance', 'text', (c) => c.primaryKey().references('instances.uid').onDelete('cascade'))
    .addColumn('value', 'text', (c) => c.notNull())
    .modifyEnd(strict)
    .execute();

  await owned(create.createTable('signal_keys'))
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('signal_keys_pk', ['instance', 'type', 'id'])
    .modifyEnd(strictByKey)
    .execute();

  await owned(
    create.createTable('inbox').addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement()),
  )
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('stanza_from', 'text', (c) => c.notNull())
    .addColumn('participant', 'text', (c) => c.notNull())
    .addColumn('stanza_id', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('stanza', 'text', (c) => c.notNull())
    .addColumn('payload', 'blob')
    .addColumn('done', 'integer', (c) => c.notNull())
    .addColumn('received_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('inbox_identity', ['instance', 'stanza_from', 'participant', 'stanza_id', 'digest'])
    .modifyEnd(strict)
    .execute();
  await create
    .createIndex('inbox_open')
    .on('inbox')
    .columns(['instance', 'position'])
    .where(sql.ref('done'), '=', sql.lit(0))
    .execute();
  await create.createIndex('inbox_age').on('inbox').column('received_at').execute();

  await owned(create.createTable('addresses'))
    .addColumn('lid', 'text', (c) => c.notNull())
    .addColumn('phone', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('addresses_pk', ['instance', 'lid'])
    .modifyEnd(strictByKey)
    .execute();
  await create.createIndex('addresses_phone').on('addresses').columns(['instance', 'phone']).execute();

  await owned(create.createTable('messages'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('sender', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('from_me', 'integer', (c) => c.notNull())
    .addColumn('remote_jid', 'text', (c) => c.notNull())
    .addColumn('participant', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('content', 'blob')
    .addColumn('push_name', 'text')
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('status', 'text')
    .addColumn('status_at', 'integer')
    .addColumn('error', 'text')
    .addColumn('edited_at', 'integer')
    .addColumn('deleted_at', 'integer')
    .addPrimaryKeyConstraint('messages_pk', ['instance', 'id', 'chat', 'sender'])
    .modifyEnd(strict)
    .execute();
  await create.createIndex('messages_chat').on('messages').columns(['instance', 'chat', 'at']).execute();
  await create
    .createIndex('messages_pending')
    .on('messages')
    .columns(['instance', 'at'])
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute();
  await create.createIndex('messages_age').on('messages').column('at').execute();

  await owned(create.createTable('events').addColumn('id', 'text', (c) => c.primaryKey()))
    .addColumn('instance_id', 'text', (c) => c.notNull())
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('chat', 'text')
    .addColumn('dedupe', 'text')
    .addColumn('data', 'text', (c) => c.notNull())
    .addUniqueConstraint('events_sequence', ['instance', 'sequence'])
    .addUniqueConstraint('events_dedupe', ['instance', 'dedupe'])
    .modifyEnd(strict)
    .execute();
  await create.createIndex('events_age').on('events').column('at').execute();

  await create
    .createTable('targets')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('instance', 'text', (c) => c.unique().references('instances.uid').onDelete('cascade'))
    .addColumn('url', 'text')
    .addColumn('events', 'text')
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('ordering', 'text', (c) => c.notNull())
    .addColumn('headers', 'text')
    .addColumn('paused', 'integer', (c) => c.notNull())
    .addColumn('failures', 'integer', (c) => c.notNull())
    .addColumn('held_since', 'integer')
    .modifyEnd(strict)
    .execute();

  await owned(
    create
      .createTable('deliveries')
      .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique()),
  )
    .addColumn('event', 'text', (c) => c.notNull().references('events.id').onDelete('cascade'))
    .addColumn('target', 'text', (c) => c.notNull().references('targets.id').onDelete('cascade'))
    .addColumn('chat', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('due_at', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('finished_at', 'integer')
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'text')
    .addUniqueConstraint('deliveries_once', ['event', 'target'])
    .modifyEnd(strict)
    .execute();
  // Not a partial index over what is pending: without statistics the planner would take `deliveries_listed`.
  await create
    .createIndex('deliveries_states')
    .on('deliveries')
    .columns(['target', 'state', 'position'])
    .execute();
  await create
    .createIndex('deliveries_lines')
    .on('deliveries')
    .columns(['target', 'instance', 'chat', 'position'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .where(sql.ref('attempts'), '=', sql.lit(0))
    .execute();
  await create
    .createIndex('deliveries_retries')
    .on('deliveries')
    .columns(['target', 'due_at', 'position'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .where(sql.ref('attempts'), '>', sql.lit(0))
    .execute();
  await create.createIndex('deliveries_listed').on('deliveries').columns(['target', 'position']).execute();

  await create
    .createTable('attempts')
    .addColumn('delivery', 'text', (c) => c.notNull().references('deliveries.id').onDelete('cascade'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('latency_ms', 'integer', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('response', 'text')
    .addPrimaryKeyConstraint('attempts_pk', ['delivery', 'number'])
    .modifyEnd(strict)
    .execute();
}
