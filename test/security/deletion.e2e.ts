import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Bot } from '../harness/bot.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Enough that removing them in one statement takes seconds. */
const EVENTS = 80_000;

const world = useWorld();
const bot = new Bot(world, 'bot');
const other = new Bot(world, 'other');

/** Runs with the database of the server, which is not running or only read. */
function inDatabase<T>(readOnly: boolean, work: (database: InstanceType<typeof DatabaseSync>) => T): T {
  const database = new DatabaseSync(join(world.api.directory, 'miaw.sqlite'), { readOnly });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Gives an instance as much to remember as a busy year does. */
function fill(instanceId: string): void {
  inDatabase(false, (database) => {
    const numbers = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${EVENTS})`;
    const uid = `(select uid from instances where instance_id = '${instanceId}')`;
    const target = `(select id from targets where instance = ${uid})`;
    for (const statement of [
      'begin',
      `${numbers} insert into events (id, instance, instance_id, sequence, event, at, chat, dedupe, data)
        select 'evt_f' || i, ${uid}, '${instanceId}', 1000 + i, 'message', 1, null, null, '{}' from n`,
      `${numbers} insert into deliveries
          (id, event, target, instance, chat, state, attempts, due_at, created_at)
        select 'dlv_f' || i, 'evt_f' || i, ${target}, ${uid}, null, 'delivered', 1, 1, 1 from n`,
      `${numbers} insert into attempts (delivery, number, target, at, status, latency_ms)
        select 'dlv_f' || i, 1, ${target}, 1, 200, 5 from n`,
      `update instances set next_sequence = 1001 + ${EVENTS} where uid = ${uid}`,
      'commit',
    ])
      database.exec(statement);
  });
}

/** Rows that {@link fill} has made, by their table. */
const FILLED = {
  events: "events where id glob 'evt_f*'",
  deliveries: "deliveries where id glob 'dlv_f*'",
  attempts: "attempts where delivery glob 'dlv_f*'",
};

function countOf(rows: string): number {
  return inDatabase(true, (database) =>
    Number(database.prepare(`select count(*) as n from ${rows}`).get()?.['n']),
  );
}

beforeAll(async () => {
  await bot.create();
  await other.create();
  await world.api.halt();
  fill('bot');
  await world.api.start();
});

// The end of the world fails the suite if the deletion has held the event loop.
it('of an instance with many events lets everything else go on, and frees its id at once', async () => {
  expect(countOf(FILLED.events)).toBe(EVENTS);
  expect(await bot.delete()).toBe(200);
  const gone = await world.api.raw('/api/v1/instances/bot');
  expect(gone.status).toBe(404);
  await bot.create();
  expect(await bot.state()).toMatchObject({ status: 'disconnected' });
  const health: unknown = await (await world.api.raw('/health')).json();
  expect(health).toMatchObject({ data: { instances: { total: 2 } } });
});

it('goes on after a crash, until nothing is left', async () => {
  await isGone();
  await bot.delete();
  await bot.create();
  await world.api.halt();
  fill('bot');
  // What a crash leaves behind right after the request: the id is free, the rows are still there.
  inDatabase(false, (database) =>
    database.exec("update instances set deleted_at = 1, instance_id = '~' || uid where instance_id = 'bot'"),
  );
  await world.api.start();
  expect((await world.api.raw('/api/v1/instances/bot')).status).toBe(404);
  await isGone();
  await eventually(
    async () => countOf('instances'),
    (count) => count === 1,
    'the end of the instance',
  );
  expect(await other.state()).toMatchObject({ status: 'disconnected' });
});

/** Nothing is left of the instance that had many events. */
async function isGone(): Promise<void> {
  for (const [table, rows] of Object.entries(FILLED))
    await eventually(
      async () => countOf(rows),
      (count) => count === 0,
      `the end of ${table}`,
    );
}
