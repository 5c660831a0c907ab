import { askChatHistory, listMessages } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const DAY_S = 86_400;

/** The phone may take four times as long as a query, which takes less than half of it. */
const world = useWorld({ SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);
const cara = new Person(world, '15550003333', bot);

/** Days before now, in seconds. */
function daysAgo(days: number): number {
  return Math.floor(Date.now() / 1_000) - days * DAY_S;
}

/** What the phone has from before, which it has not shared with the device. */
function pastOf(person: Person, ids: string[]) {
  const messages = ids.map((id, index) => ({
    id,
    text: `text of ${id}`,
    fromMe: index % 2 === 1,
    timestamp: daysAgo(10 - index),
  }));
  return { peer: person.phone, messages };
}

beforeAll(async () => {
  await bot.link();
  await world.emulator.request('POST', `/phones/${BOT}/history`, {
    chats: [pastOf(anna, ['OLD-1', 'OLD-2', 'OLD-3']), pastOf(ben, ['BEN-1']), pastOf(cara, ['CARA-1'])],
  });
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

function about(person: Person) {
  return { client: world.api.client, path: { instanceId: 'bot', jid: person.phone } };
}

async function ask(person: Person, body: { count?: number; before?: string } = {}) {
  return outcomeOf(askChatHistory({ ...about(person), body }));
}

async function idsWith(person: Person): Promise<string[]> {
  const { data } = await outcomeOf(listMessages({ ...about(person), query: { limit: 100 } }));
  return (data?.messages ?? []).map(({ id }) => id);
}

/** What became of a request. */
async function answerTo(requestId: string | undefined) {
  const { data } = await world.receiver.event(
    'history',
    (arrival) => arrival.data['requestId'] === requestId,
  );
  return data;
}

describe('older messages of a chat', () => {
  it('are sent by the phone, stored in their places, and reported', async () => {
    const newest = await anna.writes('Hello');
    const first = await ask(anna, { count: 2 });
    expect(first).toEqual({
      code: 202,
      data: { chatId: anna.chatId, requestId: expect.any(String), count: 2 },
    });
    const requestId = first.data?.requestId;
    expect(await answerTo(requestId)).toEqual({
      chatId: anna.chatId,
      requestId,
      status: 'received',
      count: 2,
      more: true,
    });
    expect(await idsWith(anna)).toEqual([newest, 'OLD-3', 'OLD-2']);
    const rest = await ask(anna);
    expect(rest.data?.count).toBe(50);
    expect(await answerTo(rest.data?.requestId)).toMatchObject({ status: 'received', count: 1, more: false });
    expect(await idsWith(anna)).toEqual([newest, 'OLD-3', 'OLD-2', 'OLD-1']);
    const none = await ask(anna);
    expect(await answerTo(none.data?.requestId)).toMatchObject({ status: 'received', count: 0, more: false });
  });

  it('are those before a message that the request names, and no new messages', async () => {
    const { data } = await ask(anna, { before: 'OLD-3', count: 1 });
    expect(await answerTo(data?.requestId)).toMatchObject({ count: 0, more: true });
    expect(world.receiver.named('message').some((arrival) => arrival.data['id'] === 'OLD-2')).toBe(false);
  });

  it('cannot be asked for without a message to start from', async () => {
    expect(await ask(ben)).toMatchObject({ code: 409, error: { code: 'CONFLICT' } });
    expect(await ask(anna, { before: 'NONE' })).toMatchObject({
      code: 404,
      error: { code: 'MESSAGE_NOT_FOUND', details: { fields: [{ field: 'before' }] } },
    });
  });
});

describe('a phone that does not answer', () => {
  it('is reported, and is not asked twice meanwhile', async () => {
    await ben.writes('Hello');
    await world.emulator.fault({ kind: 'history-silence', phone: BOT });
    const { code, data } = await ask(ben);
    expect(code).toBe(202);
    expect(await ask(ben)).toMatchObject({ code: 409, error: { code: 'CONFLICT' } });
    expect(await answerTo(data?.requestId)).toEqual({
      chatId: ben.chatId,
      requestId: data?.requestId,
      status: 'unanswered',
    });
    await world.emulator.clearFaults();
    const again = await ask(ben);
    expect(await answerTo(again.data?.requestId)).toMatchObject({ status: 'received', count: 1 });
  });

  it('is reported even if the server was killed meanwhile', async () => {
    await cara.writes('Hello');
    await world.emulator.fault({ kind: 'history-silence', phone: BOT });
    const { data } = await ask(cara);
    await world.api.kill();
    await world.api.start();
    expect(await answerTo(data?.requestId)).toMatchObject({ chatId: cara.chatId, status: 'unanswered' });
    await bot.reaches('connected');
  });

  it('is not asked without a connection', async () => {
    await bot.disconnect();
    expect(await ask(anna)).toMatchObject({
      code: 503,
      error: { code: 'INSTANCE_NOT_CONNECTED', details: { outcome: 'not_sent' } },
    });
    await bot.restart();
    await bot.reaches('connected');
    expect((await ask(anna)).code).toBe(202);
  });
});
