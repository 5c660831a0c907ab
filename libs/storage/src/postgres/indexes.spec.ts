import { sql } from 'kysely';
import { INDEXED } from '../indexable.js';
import { databaseUrlOf } from '../testing/open-storage.js';
import { PostgresDatabase } from './database.js';

/** Of an entry in an index: a third of a page, without its header, with room for what aligns columns. */
const MOST_BYTES = 2_704 - 100;
const NUMBER_BYTES = 8;
/** Of a text that we make ourselves, or that a field of a request bounds. */
const OWN_BYTES = 400;

/** Texts that come from outside, and how long they may be. Every other text in an index is ours, and short. */
const FOREIGN: Readonly<Record<string, number>> = {
  'addresses.lid': 64,
  'addresses.phone': 64,
  'app_state_reads.collection': OWN_BYTES,
  'audit.instance_id': 1_000,
  'call_answers.caller': INDEXED.jid,
  'calls.id': INDEXED.id,
  'chat_moves.from_chat': INDEXED.jid,
  'chat_pictures.chat': INDEXED.jid,
  'chat_states.chat': INDEXED.jid,
  'chat_timers.chat': INDEXED.jid,
  'chats.chat': INDEXED.jid,
  'contacts.jid': INDEXED.jid,
  'deliveries.chat': INDEXED.jid,
  'events.dedupe': INDEXED.key,
  'history_requests.chat': INDEXED.jid,
  'inbox.participant': INDEXED.jid,
  'inbox.stanza_from': INDEXED.jid,
  'inbox.stanza_id': INDEXED.id,
  'label_assignments.chat': INDEXED.jid,
  'label_assignments.label': INDEXED.id,
  'label_assignments.message': INDEXED.id,
  'labels.id': INDEXED.id,
  'member_labels.group_jid': INDEXED.jid,
  'member_labels.member': INDEXED.jid,
  'messages.chat': INDEXED.jid,
  'messages.id': INDEXED.id,
  'messages.sender': INDEXED.jid,
  'numbers.number': 64,
  'presence_subscriptions.jid': INDEXED.jid,
  'quick_replies.id': INDEXED.id,
  'receipts.person': INDEXED.jid,
  'signal_keys.id': INDEXED.key,
  'stars.chat': INDEXED.jid,
  'stars.message': INDEXED.id,
  'status_mutes.author': INDEXED.jid,
  'status_views.message': INDEXED.id,
  'status_views.viewer': INDEXED.jid,
};

/** Texts in indexes that only this server, or a bounded field of a request, determines. */
const OWN = [
  'api_keys.id',
  'archived_files.id',
  'attempts.delivery',
  'attempts.target',
  'audit.key',
  'audit.operation',
  'console_sessions.id',
  'credentials.instance',
  'deliveries.event',
  'deliveries.id',
  'deliveries.state',
  'deliveries.target',
  'events.id',
  'idempotency_keys.id',
  'inbox.digest',
  'idempotency_keys.key',
  'idempotency_keys.scope',
  'instances.instance_id',
  'instances.uid',
  'leases.node',
  'messages.request',
  'nodes.id',
  'scheduled.id',
  'scheduled.request',
  'scheduled.state',
  'scheduled_files.message',
  'signal_keys.type',
  'target_events.event',
  'target_events.target',
  'targets.default_of',
  'targets.id',
  'targets.name',
  'writers.holder',
];

interface IndexedColumn {
  index: string;
  table: string;
  column: string;
  type: string;
}

describe('an entry in an index', () => {
  let postgres: PostgresDatabase;
  let columns: IndexedColumn[];

  beforeAll(async () => {
    postgres = await PostgresDatabase.open((await databaseUrlOf('/indexes')) ?? '');
    const { rows } =
      await sql<IndexedColumn>`select i.relname as index, t.relname as table, a.attname as column,
        format_type(a.atttypid, null) as type
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
        join pg_am m on m.oid = i.relam join pg_attribute a on a.attrelid = t.oid and a.attnum = any (x.indkey)
      where t.relnamespace = current_schema()::regnamespace and m.amname = 'btree' and t.relname not like 'kysely%'
      order by 1, 3`.execute(postgres.read);
    columns = rows;
  });

  afterAll(() => postgres.close());

  function bytesOf({ table, column, type }: IndexedColumn): number {
    if (type === 'bigint') return NUMBER_BYTES;
    const name = `${table}.${column}`;
    const isOwn = column === 'instance' || OWN.includes(name);
    return FOREIGN[name] ?? (isOwn ? OWN_BYTES : Number.NaN);
  }

  it('has no text of which nobody knows how long it may be', () => {
    const names = columns
      .filter((each) => Number.isNaN(bytesOf(each)))
      .map((each) => `${each.table}.${each.column}`);
    expect(new Set(names)).toEqual(new Set());
    const known = new Set(columns.map(({ table, column }) => `${table}.${column}`));
    expect([...Object.keys(FOREIGN), ...OWN].filter((name) => !known.has(name))).toEqual([]);
  });

  it('has room for the longest texts together', () => {
    const sums = new Map<string, number>();
    for (const each of columns) {
      // Uids have a fixed length.
      const bytes = each.column === 'instance' ? 64 : bytesOf(each);
      sums.set(each.index, (sums.get(each.index) ?? 0) + bytes);
    }
    expect([...sums].filter(([, bytes]) => bytes > MOST_BYTES)).toEqual([]);
    expect(sums.size).toBeGreaterThan(50);
  });

  it('is bounded by the server at so many bytes, as long as it cannot be compressed', async () => {
    const random = sql`(select string_agg(md5(random()::text), '') from generate_series(1, 100))`;
    const fault: unknown = await postgres
      .write((write) =>
        sql`insert into api_keys (id, name, digest, scopes, created_at, created_by)
          values (${random}, '', '', '', 0, '')`.execute(write),
      )
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: '54000' });
    // No outage: it would never pass.
    expect(postgres.isOutage(fault)).toBe(false);
  });
});
