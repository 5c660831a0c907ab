import { listContacts } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { Person } from '../harness/person.js';
import { RawSender } from '../harness/raw-sender.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000095';
const ANNA = '15550109501';
const DAY_MS = 86_400_000;
/** What is no time, or none that a date can have. */
const TIMES = ['1e308', '99999999999999', '8640000000001', 'NaN', '-1', '1.0005'];

const world = useWorld();
const document = Document.read();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);
const phone = new RawSender(world, ANNA, bot, document);

beforeAll(async () => {
  await bot.link();
  await anna.writes('hello');
});

/** Everything that shows times. */
async function lists(): Promise<(number | undefined)[]> {
  const { client } = world.api;
  const { response } = await listContacts({ client, path: { instanceId: 'bot' } });
  const answers = [await bot.chats(), await bot.messages(anna.chatId)];
  return [...answers.map(({ code }) => code), response?.status];
}

describe.each(TIMES)('a time that is %s', (t) => {
  it('is that of the receipt, in a message', async () => {
    const { timestamp, id } = await phone.sends({ conversation: `at ${t}` }, { attributes: { t } });
    const { timestamp: shown } = await bot.knows(String(id));
    for (const seconds of [timestamp, shown])
      expect(Math.abs(Number(seconds) * 1_000 - Date.now())).toBeLessThan(DAY_MS);
    expect(await lists()).toEqual([200, 200, 200]);
  });

  it('is left out of receipts, calls and notices, which are reported all the same', async () => {
    const sent = await bot.sent(bot.text(ANNA, `before ${t}`));
    const stanzas = [
      { tag: 'receipt', attrs: { id: sent, from: anna.chatId, type: 'read', t } },
      {
        tag: 'call',
        attrs: { id: `CALL-${t}`, from: anna.chatId, t },
        content: [{ tag: 'offer', attrs: { 'call-id': `CALL-${t}`, 'call-creator': anna.chatId } }],
      },
      {
        tag: 'notification',
        attrs: { id: `PICTURE-${t}`, from: anna.chatId, type: 'picture', t },
        content: [{ tag: 'set', attrs: { id: `PICTURE-${t}` } }],
      },
      { tag: 'presence', attrs: { from: anna.chatId, type: 'unavailable', last: t } },
    ];
    for (const stanza of stanzas) await world.emulator.request('POST', `/phones/${BOT}/stanzas`, stanza);
    const arrivals = [
      await bot.status(sent, 'read'),
      await bot.event('call', ({ data }) => data['callId'] === `CALL-${t}`),
    ];
    for (const arrival of arrivals) expect(document.webhookFaults(arrival)).toEqual([]);
    await anna.writes(`after ${t}`);
    expect(await lists()).toEqual([200, 200, 200]);
  });
});

it('leaves nothing unprocessed', async () => {
  expect((await bot.state()).ignored ?? {}).toEqual({});
});
