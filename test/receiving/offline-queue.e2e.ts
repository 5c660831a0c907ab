import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
/** More than Baileys asks for by itself. */
const QUEUED = 300;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

beforeAll(async () => {
  await world.emulator.behaves({ latency: { least: 1, most: 10 } });
  await bot.link();
});

/** Texts from Anna, in the order in which they were reported. */
function told(): unknown[] {
  return world.receiver.named('message').map(({ data }) => data['text']);
}

describe('what WhatsApp has kept for the device', () => {
  it('is asked for until there is no more, and what comes next is heard', async () => {
    await bot.disconnect();
    const texts = Array.from({ length: QUEUED }, (_, n) => `queued ${n}`);
    for (const text of texts) await world.emulator.send(ANNA, { to: BOT, text });
    await bot.connect();
    await eventually(
      async () => told(),
      (all) => all.includes(texts.at(-1)),
      'the last that was queued',
    );
    await anna.writes('live');
    expect([...new Set(told())]).toEqual([...texts, 'live']);
  });

  it('is heard although a status post cannot be read', async () => {
    const post = { to: [BOT], text: 'a post', keys: false };
    await world.emulator.request('POST', `/phones/${ANNA}/status-posts`, post);
    await anna.writes('after the post');
    await bot.restart();
    await anna.writes('after the restart');
    await eventually(
      async () => (await world.emulator.get('/stats')).phones[BOT].queued,
      (queued) => queued === 0,
      'an empty queue',
    );
  });
});
