import { sql } from 'kysely';
import type { TargetId, Uid } from '../ids.js';
import { onSqlite } from '../testing/open-storage.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { AttemptResult, DeliveriesRepository } from './deliveries.js';

const BACKLOG = 60;

describe('claiming from a long backlog', () => {
  let bench: StorageBench;
  let deliveries: DeliveriesRepository;
  let target: TargetId;
  let instance: Uid;

  beforeAll(async () => {
    bench = await StorageBench.open();
    ({ deliveries } = bench.storage);
    instance = (await bench.instance()).uid;
    await bench.write(async (write) => {
      const { targets } = bench.storage;
      target = (await targets.insert(write, instance, { webhookUrl: 'https://a.test/' })).id;
      await sql`insert into targets (id, enabled, ordering, paused, failures) values ('tgt_other', 1, 'chat', 0, 0)`.execute(
        write,
      );
      await sql`
        with recursive n(i) as (select 1 union all select i + 1 from n where i < ${BACKLOG})
        insert into events (id, instance, instance_id, sequence, event, at, chat, dedupe, data)
        select 'evt_' || i, ${instance}, 'bot', i, 'message', i, 'c', null, '{}' from n`.execute(write);
      // One in three was tried before; every tenth is alone in its chat, the others share one.
      await sql`
        insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_' || sequence, id, ${target}, ${instance},
          case when sequence % 10 = 0 then 'chat' || sequence else 'busy' end,
          'pending', case when sequence % 3 = 0 then 1 else 0 end, at, at from events order by sequence`.execute(
        write,
      );
      // What was delivered already, and what waits for another target, must not be walked through.
      await sql`
        insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_g' || sequence, id, 'tgt_other', ${instance}, 'busy',
          case when sequence % 4 = 0 then 'pending' else 'delivered' end, 1, at, at from events`.execute(
        write,
      );
    });
  });

  afterAll(() => bench.close());

  it('finds the oldest, the next of a chat, and what is due', async () => {
    expect(await deliveries.oldest(target)).toMatchObject({ position: 1, attempts: 0, chat: 'busy' });
    const untried = await deliveries.untried(target, instance, 4, 3);
    expect(untried.map(({ position }) => position)).toEqual([5, 7, 8]);
    expect(await deliveries.untried(target, 'ins_another', 0, 3)).toEqual([]);
    const inLine = async (chat: string, after: number, upTo: number) =>
      deliveries.inLine(target, { instance, chat }, { after, upTo, limit: 3 });
    expect(await inLine('busy', 0, BACKLOG)).toEqual([1, 2, 4]);
    expect(await inLine('busy', 2, 5)).toEqual([4, 5]);
    expect(await inLine('chat10', 0, 9)).toEqual([]);
    expect(await inLine('chat10', 0, 10)).toEqual([10]);
    expect((await deliveries.dueRetries(target, 9, 10)).map(({ position }) => position)).toEqual([3, 6, 9]);
    expect(await deliveries.nextRetryAt(target, 9)).toBe(12);
  });
});

describe('recording attempts', () => {
  onSqlite('goes on after a commit that ended before their turn', async () => {
    const bench = await StorageBench.open();
    try {
      const { database, deliveries, events, targets } = bench.storage;
      const row = await bench.instance();
      const target = await bench.write(async (write) => {
        const { id } = await targets.insert(write, row.uid, { webhookUrl: 'https://a.test/' });
        await events.append(write, row, [{ event: 'message', at: 1, chat: 'a', dedupe: null, data: {} }]);
        return id;
      });
      const queued = await deliveries.oldest(target);
      const [due] = await deliveries.load([queued?.position ?? 0]);
      const result: AttemptResult = {
        delivery: due?.id ?? 'dlv_none',
        target,
        instance: row.uid,
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
        sql`pragma max_page_count = ${sql.lit(pages)}`.execute(database.read);
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
      expect(await deliveries.oldest(target)).toBeUndefined();
    } finally {
      await bench.close();
    }
  });
});
