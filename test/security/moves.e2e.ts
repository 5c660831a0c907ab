import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Enough that moving them in one statement takes seconds: each is in the index of the search. */
const MESSAGES = 20_000;
/** When the first of them came, epoch ms: not so long ago that they would be removed as too old. */
const BEGIN = Date.now() - (MESSAGES + 60) * 1000;
const BOT = '628110000091';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550109101', bot);

/** Runs with the database of the server. */
function inDatabase<T>(work: (database: InstanceType<typeof DatabaseSync>) => T): T {
  const database = new DatabaseSync(join(world.api.directory, 'miaw.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function countIn(chat: string): number {
  return inDatabase((database) =>
    Number(database.prepare('select count(*) as n from messages where chat = ?').get(chat)?.['n']),
  );
}

/** Gives the instance a long chat with somebody of whom it knows the LID alone. */
function fill(lid: string): void {
  inDatabase((database) => {
    const uid = `(select uid from instances where instance_id = 'bot')`;
    for (const statement of [
      'begin',
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${MESSAGES})
        insert into messages (instance, id, chat, sender, from_me, remote_jid, participant, type, text, at)
        select ${uid}, 'OLD' || i, '${lid}', '${lid}', 0, '${lid}', '', 'text', 'number ' || i, ${BEGIN} + i * 1000
        from n`,
      `insert into chats (instance, chat, name, last_at) values (${uid}, '${lid}', 'Anna', ${BEGIN})`,
      'commit',
    ])
      database.exec(statement);
  });
}

// The end of the world fails the suite if the move has held the event loop.
it('a long chat whose person becomes known lets everything else go on, and survives a crash', async () => {
  await bot.link();
  const lid = await anna.lid();
  await world.api.halt();
  fill(lid);
  await world.api.start();
  await bot.reaches('connected');
  await anna.writes('it is me');
  // The newest messages are there with the event.
  const { data } = await bot.messages(anna.chatId, { limit: 3 });
  expect(data?.messages.map(({ text }) => text)).toEqual([
    'it is me',
    `number ${MESSAGES}`,
    `number ${MESSAGES - 1}`,
  ]);
  await world.api.kill();
  expect(countIn(lid)).toBeGreaterThan(0);
  await world.api.start();
  await bot.reaches('connected');
  await eventually(
    async () => countIn(lid),
    (left) => left === 0,
    'all messages to be moved',
  );
  expect(countIn(anna.chatId)).toBe(MESSAGES + 1);
  expect(await bot.message('OLD1')).toMatchObject({ data: { chatId: anna.chatId, text: 'number 1' } });
});
