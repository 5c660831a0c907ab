import { sql } from 'kysely';
import type { TargetId, Uid } from '../ids.js';
import { withoutDevice } from '../jids.js';
import { StorageBench } from '../testing/storage-bench.js';
import { MOST_COUNTED } from './traffic.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');

const OTHER: TargetId = 'tgt_other';

describe('counting what came and went', () => {
  let bench: StorageBench;
  let instance: Uid;
  let target: TargetId;

  beforeAll(async () => {
    bench = await StorageBench.open();
    instance = (await bench.instance()).uid;
    await bench.write(async (write) => {
      const { targets } = bench.storage;
      target = (await targets.insert(write, instance, { webhookUrl: 'https://a.test/' })).id;
      await sql`insert into targets (id, enabled, ordering, paused, failures) values (${OTHER}, 1, 'chat', 0, 0)`.execute(
        write,
      );
      await sql`
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 9)
        insert into events (id, instance, instance_id, sequence, event, at, chat, dedupe, data)
        select 'evt_' || i, ${instance}, 'bot', i, 'message', i, 'c', null, '{}' from n`.execute(write);
      await sql`
        insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_' || sequence, id, case when sequence = 9 then ${OTHER} else ${target} end, ${instance}, 'c',
          case when sequence <= 3 then 'pending' when sequence <= 5 then 'parked' else 'delivered' end, 1, 1, 1
        from events`.execute(write);
      await sql`
        insert into attempts (delivery, number, target, at, status, latency_ms, error) values
          ('dlv_6', 1, ${target}, 100, 200, 1, null), ('dlv_7', 1, ${target}, 200, 503, 1, 'http_503'),
          ('dlv_7', 2, ${target}, 300, 200, 1, null), ('dlv_9', 1, ${OTHER}, 300, 200, 1, null)`.execute(
        write,
      );
    });
  });

  afterAll(() => bench.close());

  async function insert(id: string, rest: object): Promise<void> {
    const message = {
      instance,
      id,
      chat: ANNA,
      sender: ANNA,
      from_me: 0 as const,
      remote_jid: ANNA,
      participant: '',
      type: 'text',
      text: id,
      at: 200,
      ...rest,
    };
    await bench.write(async (write) => bench.storage.messages.insert(write, message));
  }

  it('looks at messages since a time, and at no changes of them', async () => {
    await insert('old', { at: 100 });
    await insert('heard', {});
    await insert('own', { from_me: 1, status: 'sent' });
    await insert('phone', { from_me: 1, status: null });
    await insert('failed', { from_me: 1, status: 'failed' });
    await insert('edit', { from_me: 1, status: 'sent', type: 'edit' });
    const counted = await bench.storage.traffic.of(instance, [], 200);
    expect(counted).toMatchObject({ received: 1, sent: 2, failed: 1, delivered: 0, pending: 0 });
    expect(await bench.storage.traffic.of('ins_other', [], 0)).toMatchObject({ received: 0, sent: 0 });
  });

  it('looks at attempts since a time, and at what is to be done at any time', async () => {
    const counted = await bench.storage.traffic.of(instance, [target], 200);
    expect(counted).toMatchObject({ delivered: 1, failedAttempts: 1, pending: 3, parked: 2 });
    const all = await bench.storage.traffic.of(instance, [target, OTHER], 0);
    expect(all).toMatchObject({ delivered: 3, failedAttempts: 1 });
  });

  it('ends where it would become expensive', async () => {
    await bench.write(async (write) =>
      sql`
        with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MOST_COUNTED + 10})
        insert into attempts (delivery, number, target, at, status, latency_ms, error)
        select 'dlv_8', i, ${target}, 500, 200, 1, null from n`.execute(write),
    );
    const counted = await bench.storage.traffic.of(instance, [target], 500);
    expect(counted.delivered).toBe(MOST_COUNTED);
  });
});
