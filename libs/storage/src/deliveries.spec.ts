import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import { claimQueries, DeliveriesRepository } from './deliveries.js';
import { Database } from './database.js';
import { InstancesRepository } from './instances.js';
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
    const { read } = database;
    return {
      queued: claimQueries.queued(read, target, 5000, 200),
      inLine: claimQueries.inLine(read, target, line, BACKLOG),
      inLineWithoutChat: claimQueries.inLine(read, target, { instance, chat: null }, BACKLOG),
      dueRetries: claimQueries.dueRetries(read, target, BACKLOG, 8),
      nextRetry: claimQueries.nextRetry(read, target, 5000),
      whole: claimQueries.whole(read, [5, 6, 7]),
      newer: claimQueries.newer(read, 2 * BACKLOG - 3, 500),
    };
  }

  it.each([
    ['queued', /INDEX deliveries_states \(target=\? AND state=\? AND position>\?\)/],
    ['inLine', /INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position<\?\)/],
    ['inLineWithoutChat', /INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position<\?\)/],
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
    expect(await deliveries.firstInLine(target, { instance, chat: 'busy' }, BACKLOG)).toBe(1);
    expect(await deliveries.firstInLine(target, { instance, chat: 'chat10' }, 9)).toBeUndefined();
    expect(await deliveries.firstInLine(target, { instance, chat: 'chat10' }, 10)).toBe(10);
    expect((await deliveries.dueRetries(target, 9, 10)).map(({ position }) => position)).toEqual([3, 6, 9]);
    expect(await deliveries.nextRetryAt(target, 9)).toBe(12);
    expect(await deliveries.lastPosition()).toBe(2 * BACKLOG);
    const since = await deliveries.targetsSince(BACKLOG - 1, 2);
    expect(since).toEqual({ targets: new Set([target, 'tgt_other']), upTo: BACKLOG + 1 });
  });
});
