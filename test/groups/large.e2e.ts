import { Bot } from '../harness/bot.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const NEIGHBOUR = '628222222222';
const ANNA = '15550001111';
/** With Anna and the bot 1,024, as many as WhatsApp allows. Each has a phone and another device, of which one is the server. */
const CROWD = Array.from({ length: 1_022 }, (_, index) => String(15_550_200_000 + index));
const AT_ONCE = 50;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const neighbour = new Bot(world, 'neighbour', NEIGHBOUR);

beforeAll(async () => {
  await bot.link();
  await neighbour.link();
  const people = [ANNA, ...CROWD];
  for (let start = 0; start < people.length; start += AT_ONCE)
    await Promise.all(
      // A thousand receipts are not what this is about.
      people
        .slice(start, start + AT_ONCE)
        .map((phone) => world.emulator.phone(phone, { silentDevices: [1], autoReceipt: false })),
    );
});

it('the first message to a group of 1,024 with two devices each reaches all of them, and blocks nobody', async () => {
  const body = { subject: 'Everybody', participants: [BOT, ...CROWD] };
  const group = String((await world.emulator.request('POST', `/phones/${ANNA}/groups`, body)).jid);
  const over = new AbortController();
  const sending = bot.sent(bot.text(group, 'Hello, everybody')).finally(() => over.abort());
  let meanwhile = 0;
  while (!over.signal.aborted) {
    await neighbour.sent(neighbour.text(ANNA, `meanwhile ${meanwhile}`));
    meanwhile += 1;
  }
  const first = await sending;
  // Many were answered before it: they did not wait for its end.
  expect(meanwhile).toBeGreaterThan(5);
  const second = await bot.sent(bot.text(group, 'Still here?'));
  for (const phone of [CROWD[0] ?? '', CROWD.at(-1) ?? '', ANNA])
    await eventually(
      () => world.emulator.inbox(phone),
      (inbox) => [first, second].every((id) => inbox.some((message) => message.id === id)),
      `both messages on ${phone}`,
    );
  const phones: { phone: string; silentlyRead: number }[] = await world.emulator.get('/phones');
  const reached = phones.filter(({ phone }) => phone === ANNA || CROWD.includes(phone));
  // The key goes to each device once: the second message has no part of its own for anybody.
  expect(reached.map(({ silentlyRead }) => silentlyRead)).toEqual(Array.from({ length: 1_023 }, () => 1));
  expect((await bot.knows(second)).chatId).toBe(group);
  // The end of the world fails the suite if any of this has held the event loop.
});
