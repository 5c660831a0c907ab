import { proto } from '@whiskeysockets/baileys';
import { Bot } from '../harness/bot.js';
import { inDatabase } from '../harness/database.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const MANY = 200;
const GARBAGE = Buffer.of(0xff);

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const stranger = new Person(world, '15550009999', bot);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await bot.link();
});

/** Sends bytes in place of a message. Resolves with its id. */
async function sends(bytes: Uint8Array): Promise<string> {
  const path = `/phones/${stranger.phone}/raw`;
  const body = { to: BOT, bytes: Buffer.from(bytes).toString('base64') };
  return String((await world.emulator.request('POST', path, body)).messageId);
}

function isUnknown({ event, data }: Arrival): boolean {
  return event === 'message' && data['type'] === 'unknown';
}

/** The ids of all messages reported as unknown, in order; one per event, however often it was delivered. */
function unknown(): unknown[] {
  const events = new Map(world.receiver.arrivals.all.filter(isUnknown).map(({ id, data }) => [id, data]));
  return [...events.values()].map(({ id }) => id);
}

async function listsAnswer(): Promise<void> {
  expect(await bot.chats()).toMatchObject({ code: 200 });
  const { code, data } = await bot.messages(stranger.chatId, { limit: 100 });
  expect(code).toBe(200);
  expect(data?.messages.map(({ type }) => type)).toEqual(Array.from({ length: 100 }, () => 'unknown'));
}

describe('messages that cannot be read', () => {
  const ids: string[] = [];

  it('are each reported once, and hold nothing up', async () => {
    for (let n = 0; n < MANY; n++) ids.push(await sends(GARBAGE));
    let deep: proto.IMessage = { conversation: 'hi' };
    for (let level = 0; level < 700; level++) deep = { ephemeralMessage: { message: deep } };
    ids.push(await sends(proto.Message.encode(deep).finish()));
    await anna.writes('still there?');
    await world.receiver.arrivals.count(isUnknown, ids.length, 'unknown messages');
    expect(unknown()).toEqual(ids);
    const [first] = world.receiver.arrivals.all.filter(isUnknown);
    expect(first?.data).toMatchObject({
      chatId: stranger.chatId,
      senderPhone: stranger.phone,
      fromMe: false,
    });
    expect(await bot.knows(ids[0] ?? '')).toMatchObject({ type: 'unknown', chatId: stranger.chatId });
    await listsAnswer();
  });

  it('are acknowledged like others, and nobody is asked for them again', async () => {
    await stranger.has(ids.at(-1) ?? '', 'delivered');
    expect((await world.emulator.get('/stats')).retries).toBe(0);
  });

  it('are not read again after a restart', async () => {
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    await anna.writes('and now?');
    expect(unknown()).toEqual(ids);
    const [row] = await inDatabase(
      world.api,
      'select count(*) as n from inbox where fault is not null and recorded = 1 and done = 1',
    );
    expect(row).toEqual({ n: ids.length });
    await listsAnswer();
  });

  it('are settled when an earlier version has left them open', async () => {
    await world.api.halt();
    await inDatabase(
      world.api,
      `insert into inbox
        (instance, kind, stanza_from, participant, stanza_id, digest, stanza, payload, done, recorded, received_at)
      select instance, kind, stanza_from, participant, 'LEFT-OPEN', digest,
        replace(stanza, stanza_id, 'LEFT-OPEN'), payload, 0, 0, received_at
      from inbox where fault is not null order by position limit 1`,
    );
    await world.api.start();
    await bot.hears('LEFT-OPEN');
    expect(unknown()).toEqual([...ids, 'LEFT-OPEN']);
    await listsAnswer();
  });
});
