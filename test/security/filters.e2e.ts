import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { listDeliveries, replayDeliveries } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { useWorld } from '../harness/world.js';

/** Enough that a query which looks at all of them takes long. */
const DELIVERIES = 300_000;
/** Numbers of the deliveries that report a vote. */
const VOTES = [7, DELIVERIES - 7];

const HOUR_MS = 3_600_000;

const world = useWorld();
const bot = new Bot(world, 'bot');

function fill(): void {
  const database = new DatabaseSync(join(world.api.directory, 'miaw.sqlite'));
  const numbers = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${DELIVERIES})`;
  const uid = `(select uid from instances where instance_id = 'bot')`;
  const target = `(select id from targets where instance = ${uid})`;
  for (const statement of [
    'begin',
    `${numbers} insert into events (id, instance, instance_id, sequence, event, at, chat, dedupe, data)
      select 'evt_' || i, ${uid}, 'bot', 1000 + i,
        case when i in (${VOTES.join()}) then 'poll_vote' else 'message' end, 1000 + i, null, null, '{}' from n`,
    `${numbers} insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
      select 'dlv_' || i, 'evt_' || i, ${target}, ${uid}, null, 'delivered', 1, 1, 1000 + i from n`,
    `update instances set next_sequence = 1001 + ${DELIVERIES} where uid = ${uid}`,
    'commit',
  ])
    database.exec(statement);
  database.close();
}

const call = () => ({ client: world.api.client, path: { instanceId: 'bot' }, throwOnError: true }) as const;

beforeAll(async () => {
  await bot.create();
  await world.api.halt();
  fill();
  await world.api.start();
});

// The end of the world fails the suite if a filter has held the event loop.
describe('filters that fit few of very many deliveries', () => {
  const iso = (at: number): string => new Date(at).toISOString();

  it.each([
    ['by event', { event: 'poll_vote' as const }, VOTES.toReversed()],
    ['by state', { state: 'parked' as const }, []],
    ['from a time in the future', { from: iso(Date.now() + HOUR_MS) }, []],
    ['to a time in the past', { to: iso(1_003) }, [2, 1]],
    ['between times', { from: iso(1_005), to: iso(1_007) }, [6, 5]],
  ])('find them: %s', async (_, query, numbers) => {
    const { data } = await listDeliveries({ ...call(), query });
    expect(data.data.deliveries.map(({ eventId }) => eventId)).toEqual(numbers.map((n) => `evt_${n}`));
  });

  it('page through them', async () => {
    const first = await listDeliveries({ ...call(), query: { event: 'poll_vote', limit: 1 } });
    const { nextCursor: cursor } = first.data.data;
    const second = await listDeliveries({
      ...call(),
      query: { event: 'poll_vote', limit: 1, cursor: cursor ?? '' },
    });
    expect([first, second].map(({ data }) => data.data.deliveries[0]?.eventId)).toEqual(
      VOTES.toReversed().map((n) => `evt_${n}`),
    );
  });

  it('replay them, and none besides', async () => {
    const body = { states: ['parked' as const], events: ['poll_vote' as const] };
    expect((await replayDeliveries({ ...call(), body })).data.data).toMatchObject({ replayed: 0 });
    const again = await replayDeliveries({ ...call(), body: { ...body, states: ['delivered'] } });
    expect(again.data.data).toMatchObject({ replayed: VOTES.length });
  });
});
