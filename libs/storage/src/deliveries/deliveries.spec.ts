import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import { type AttemptResult, claimQueries, DeliveriesRepository } from './deliveries.js';
import { EventsRepository } from './events.js';
import { Database } from '../database.js';
import { InstancesRepository } from '../accounts/instances.js';
import { TargetsRepository } from './targets.js';

const BACKLOG = 20_000;

describe('claiming from a long backlog', () => {
  let directory: string;
  let database: Database;
  let deliveries: DeliveriesRepository;
  let target: string;
  let instance: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-deliveries-'));
    database = await Database.open(directory);
    deliveries = new DeliveriesRepository(database);
    await database.write(async (write) => {
      const row = await new InstancesRepository(database).insert(write, 'bot', 1);
      instance = row?.uid ?? '';
      target = (
        await new TargetsRepository(database).insert(write, instance, { webhookUrl: 'https://a.test/' })
      ).id;
      await sql`insert into targets (id, enabled, ordering, paused, failures) values ('tgt_other', 1, 'chat', 0, 0)`.execute(
        write,
      );
      await sql`
        with recursive n(i) as (select 1 union all select i + 1 from n where i < ${BACKLOG})
        insert into events select 'evt_' || i, ${instance}, 'bot', i, 'message', i, 'c', null, '{}' from n`.execute(
        write,
      );
      // One in three was tried before; every tenth is alone in its chat, the others share one.
      await sql`
        insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_' || sequence, id, ${target}, ${instance},
          case when sequence % 10 = 0 then 'chat' || sequence else 'busy' end,
          'pending', sequence % 3 = 0, at, at from events order by sequence`.execute(write);
      // What was delivered already, and what waits for another target, must not be walked through.
      await sql`
        insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_g' || sequence, id, 'tgt_other', ${instance}, 'busy',
          case when sequence % 4 = 0 then 'pending' else 'delivered' end, 1, at, at from events`.execute(
        write,
      );
    });
  });

  afterAll(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });

  function plans() {
    const line = { instance, chat: 'busy' };
    const range = { after: 5000, upTo: BACKLOG, limit: 10 };
    const { read } = database;
    return {
      queued: claimQueries.queued(read, target, 5000, 200),
      inLine: claimQueries.inLine(read, target, line, range),
      inLineWithoutChat: claimQueries.inLine(read, target, { instance, chat: null }, range),
      dueRetries: claimQueries.dueRetries(read, target, BACKLOG, 8),
      nextRetry: claimQueries.nextRetry(read, target, 5000),
      whole: claimQueries.whole(read, [5, 6, 7]),
      newer: claimQueries.newer(read, 2 * BACKLOG - 3, 500),
    };
  }

  it.each([
    ['queued', /INDEX deliveries_states \(target=\? AND state=\? AND position>\?\)/],
    [
      'inLine',
      /INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position>\? AND position<\?\)/,
    ],
    [
      'inLineWithoutChat',
      /INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position>\? AND position<\?\)/,
    ],
    ['dueRetries', /INDEX deliveries_retries \(target=\? AND due_at<\?\)/],
    ['nextRetry', /INDEX deliveries_retries \(target=\? AND due_at>\?\)/],
    ['whole', /deliveries USING INTEGER PRIMARY KEY/],
    ['newer', /USING INTEGER PRIMARY KEY \(rowid>\?\)/],
  ] as const)('walks one index in order: %s', async (name, index) => {
    const query = plans()[name].compile();
    const plan = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
    const text = JSON.stringify((await database.read.executeQuery(plan)).rows);
    expect(text).toMatch(index);
    expect(text).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  it('finds the oldest, the next of a chat, and what is due', async () => {
    expect(await deliveries.queued(target, 0, 1)).toMatchObject([{ position: 1, attempts: 0, chat: 'busy' }]);
    const inLine = async (chat: string, after: number, upTo: number) =>
      deliveries.inLine(target, { instance, chat }, { after, upTo, limit: 3 });
    expect(await inLine('busy', 0, BACKLOG)).toEqual([1, 2, 4]);
    expect(await inLine('busy', 2, 5)).toEqual([4, 5]);
    expect(await inLine('chat10', 0, 9)).toEqual([]);
    expect(await inLine('chat10', 0, 10)).toEqual([10]);
    expect((await deliveries.dueRetries(target, 9, 10)).map(({ position }) => position)).toEqual([3, 6, 9]);
    expect(await deliveries.nextRetryAt(target, 9)).toBe(12);
    expect(await deliveries.lastPosition()).toBe(2 * BACKLOG);
    const since = await deliveries.targetsSince(BACKLOG - 1, 2);
    expect(since).toEqual({ targets: new Set([target, 'tgt_other']), upTo: BACKLOG + 1 });
  });
});

describe('recording attempts', () => {
  it('goes on after a commit that ended before their turn', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-deliveries-'));
    const database = await Database.open(directory);
    try {
      const deliveries = new DeliveriesRepository(database);
      const instances = new InstancesRepository(database);
      const target = await database.write(async (write) => {
        const row = await instances.insert(write, 'bot', 1);
        if (!row) throw new Error('not inserted');
        const { id } = await new TargetsRepository(database).insert(write, row.uid, {
          webhookUrl: 'https://a.test/',
        });
        const draft = { event: 'message', at: 1, chat: 'a', dedupe: null, data: {} };
        await new EventsRepository(database).append(write, row, [draft]);
        return id;
      });
      const [queued] = await deliveries.queued(target, 0, 1);
      const [due] = await deliveries.load([queued?.position ?? 0]);
      const result: AttemptResult = {
        delivery: due?.id ?? '',
        target,
        number: 1,
        startedAt: 2,
        endedAt: 5,
        status: 200,
        error: null,
        response: '',
        state: 'delivered',
        dueAt: null,
      };
      const space = async (pages: number) =>
        database.read.executeQuery(CompiledQuery.raw(`pragma max_page_count = ${pages}`));
      await space(1);
      const during = await Promise.allSettled([
        // Of a statement that writes one row, SQLite ends the whole transaction.
        database.write((write) =>
          sql`insert into addresses (instance, lid, phone) values (${due?.instance}, ${'9'.repeat(100_000)}, '1')`.execute(
            write,
          ),
        ),
        deliveries.record(result, 5),
      ]);
      expect(during.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await space(1_000_000);
      await deliveries.record(result, 5);
      expect(await deliveries.queued(target, 0, 1)).toEqual([]);
    } finally {
      await database.close();
      rmSync(directory, { recursive: true });
    }
  });
});
