import { CompiledQuery, sql } from 'kysely';
import { type DeliveryFilter, logQueries } from '../deliveries/delivery-log.js';
import type { Read } from '../database.js';
import { databaseUrlOf } from '../testing/open-storage.js';
import { PostgresDatabase } from './database.js';

/** So many that a query which looks at all of them is told from one that looks at a part. */
const DELIVERIES = 120_000;
/** The one that is looked at is the first. */
const TARGETS = 40;
/** How many deliveries of a target one part has, and how many positions it spans. */
const PART = 2_000;
const SPAN = PART * TARGETS;
const VOTE = 80;

/** A step of a plan, as far as it matters here. */
interface Step {
  'Node Type'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Relation Name'?: string;
  Plans?: Step[];
}

describe('a filter of very many deliveries', () => {
  let postgres: PostgresDatabase;

  beforeAll(async () => {
    postgres = await PostgresDatabase.open((await databaseUrlOf('/plans')) ?? '');
    await postgres.write(async (write) => {
      await sql`insert into instances (uid, instance_id, created_at, last_activity, desired)
        values ('ins_1', 'bot', 1, 1, 'disconnected')`.execute(write);
      await sql`insert into targets (id, instance, name, url, enabled, ordering, paused, failures)
        select 'tgt_' || i, 'ins_1', 'endpoint ' || i, 'http://receiver.invalid/', 1, 'chat', 0, 0
          from generate_series(0, ${TARGETS - 1}) as i`.execute(write);
      await sql`insert into events (id, instance, instance_id, sequence, event, at, data)
        select 'evt_' || i, 'ins_1', 'bot', i, case when i = ${VOTE} then 'poll_vote' else 'message' end, i, '{}'
          from generate_series(1, ${DELIVERIES}) as i`.execute(write);
      // Those of one endpoint lie among those of the others.
      await sql`insert into deliveries (position, id, event, target, instance, state, attempts, due_at, created_at)
        select i, 'dlv_' || i, 'evt_' || i, 'tgt_' || i % ${TARGETS}, 'ins_1', 'delivered', 1, 1, i
          from generate_series(1, ${DELIVERIES}) as i`.execute(write);
    });
    await sql`analyze`.execute(postgres.read);
  });

  afterAll(() => postgres.close());

  /** How many deliveries a query looks at. */
  async function looked(query: (read: Read) => CompiledQuery): Promise<number> {
    const { sql: text, parameters } = query(postgres.read);
    const explain = CompiledQuery.raw(`explain (analyze, format json) ${text}`, [...parameters]);
    const { rows } = await postgres.read.executeQuery<{ 'QUERY PLAN': { Plan: Step }[] }>(explain);
    const sum = (step: Step): number => {
      const each = (step['Actual Rows'] ?? 0) + (step['Rows Removed by Filter'] ?? 0);
      const own = step['Relation Name'] === 'deliveries' ? each * (step['Actual Loops'] ?? 1) : 0;
      return (step.Plans ?? []).reduce((total, inner) => total + sum(inner), own);
    };
    return sum(rows[0]?.['QUERY PLAN'][0]?.Plan ?? {});
  }

  it.each<[string, DeliveryFilter]>([
    ['nothing', {}],
    ['an event', { events: ['poll_vote'] }],
    ['a state', { states: ['parked'] }],
    ['a state and an event', { states: ['parked'], events: ['poll_vote'] }],
    ['a chat', { chat: '15550001111@s.whatsapp.net' }],
    ['a time in the future', { from: 9_000_000 }],
    ['a time in the past', { to: 3 }],
    ['both times', { from: 5, to: 7 }],
  ])('by %s looks at one part of them at a time', async (_what, filter) => {
    for (const upTo of [SPAN, DELIVERIES]) {
      const part = { after: upTo - SPAN, upTo };
      expect(
        await looked((read) => logQueries.page(read, 'tgt_0', filter, part, 50).compile()),
      ).toBeLessThanOrEqual(PART);
      expect(
        await looked((read) => logQueries.positions(read, 'tgt_0', filter, part).compile()),
      ).toBeLessThanOrEqual(PART);
    }
  });

  it.each(['asc', 'desc'] as const)(
    'finds where a part ends without a look at those of others, %s',
    async (direction) => {
      const from = direction === 'asc' ? 1 : DELIVERIES;
      expect(
        await looked((read) => logQueries.edge(read, 'tgt_0', from, direction).compile()),
      ).toBeLessThanOrEqual(DELIVERIES / TARGETS);
    },
  );
});
