import {
  keepMessage,
  listChats,
  listMessages,
  listReceipts,
  pinMessage,
  searchMessages,
  starMessage,
  unkeepMessage,
  unpinMessage,
  updateChat,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const DAY = 86_400;
const WEEK = 604_800;

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '2000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);
const cara = new Person(world, '15550003333', bot);

const to = (messageId: string) => ({ client: world.api.client, path: { instanceId: 'bot', messageId } });
const chat = (jid: string) => ({ client: world.api.client, path: { instanceId: 'bot', jid } });
const pin = (messageId: string, durationSeconds?: 86_400 | 604_800 | 2_592_000) =>
  outcomeOf(pinMessage({ ...to(messageId), body: { durationSeconds } }));

/** Cara makes a group of everyone. */
async function group(): Promise<string> {
  const body = { subject: 'Talk', participants: [BOT, anna.phone, ben.phone] };
  return String((await world.emulator.request('POST', `/phones/${cara.phone}/groups`, body)).jid);
}

async function chatOf(chatId: string) {
  const { data } = await listChats({
    client: world.api.client,
    path: { instanceId: 'bot' },
    throwOnError: true,
  });
  return data.data.chats.find((each) => each.chatId === chatId);
}

beforeAll(async () => {
  for (const { phone } of [anna, ben, cara]) await world.emulator.phone(phone, {});
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('a message that the API pins', () => {
  it('is pinned on the phones of both sides, and no longer after that', async () => {
    const id = await anna.writes('Remember this');
    const { code, data } = await pin(id, DAY);
    expect(code).toBe(200);
    expect(data).toMatchObject({ messageId: id, status: 'sent', operationId: expect.any(String) });
    const seen = await anna.sees(id, ({ pinned }) => pinned !== undefined);
    expect(seen.pinned).toMatchObject({ by: jidOf(BOT) });
    expect((seen.pinned?.until ?? 0) - Date.now()).toBeGreaterThan((DAY - 600) * 1000);
    const known = await bot.knows(id);
    expect(known).toMatchObject({
      pinned: true,
      pinnedUntil: expect.any(String),
      starred: false,
      kept: false,
    });
    expect((await chatOf(anna.chatId))?.pinnedMessages).toEqual([id]);
    const listed = await outcomeOf(listMessages({ ...chat(anna.phone), query: { pinned: 'true' } }));
    expect(listed.data?.messages.map((each) => each.id)).toEqual([id]);
    expect((await outcomeOf(unpinMessage(to(id)))).code).toBe(200);
    await anna.sees(id, ({ pinned }) => pinned === undefined);
    expect(await bot.knows(id)).toMatchObject({ pinned: false });
    expect((await chatOf(anna.chatId))?.pinnedMessages).toEqual([]);
  });

  it('stays as it was if WhatsApp does not answer, until it does', async () => {
    const id = await anna.writes('Not now');
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    const { code, data } = await pin(id);
    expect({ code, status: data?.status }).toEqual({ code: 202, status: 'pending' });
    expect(await bot.knows(id)).toMatchObject({ pinned: false });
    await bot.reconnects();
    await bot.status(data?.operationId, 'sent');
    expect(await bot.knows(id)).toMatchObject({ pinned: true });
    await anna.sees(id, ({ pinned }) => pinned !== undefined);
  });

  it('is refused if there is no such message, or only admins pin in the group', async () => {
    expect(await pin('NOWHERE')).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    const jid = await group();
    const id = await bot.sent(bot.text(jid, 'Pin me'));
    expect((await pin(id)).code).toBe(200);
    await cara.sees(id, ({ pinned }) => pinned !== undefined);
    const from = world.receiver.mark;
    await world.emulator.patch(`/phones/${cara.phone}/groups/${jid}`, { locked: true });
    await bot.event('group_update', ({ data }) => data['groupJid'] === jid, { from });
    expect(await pin(id)).toEqual(refused(409, 'CONFLICT'));
    expect((await outcomeOf(unpinMessage(to(id)))).code).toBe(409);
    await world.emulator.request('POST', `/phones/${cara.phone}/groups/${jid}/admins`, { promote: [BOT] });
    await bot.event('group_participants', ({ data }) => data['action'] === 'promote', { from });
    expect((await outcomeOf(unpinMessage(to(id)))).code).toBe(200);
    await bot.remove(id);
    expect(await pin(id)).toEqual(refused(409, 'CONFLICT'));
  });

  it('is pinned here if somebody else does it, and is not when the pin is over', async () => {
    const id = await anna.writes('Theirs');
    await anna.does(id, 'pin', { seconds: WEEK });
    const { data } = await bot.event('message_pinned', (arrival) => arrival.data['messageId'] === id);
    expect(data).toMatchObject({ pinned: true, fromMe: false });
    expect(await bot.knows(id)).toMatchObject({ pinned: true });
    await anna.does(id, 'pin', { seconds: 0 });
    await bot.event(
      'message_pinned',
      (arrival) => arrival.data['messageId'] === id && !arrival.data['pinned'],
    );
    expect(await bot.knows(id)).toMatchObject({ pinned: false });
    await anna.does(id, 'pin', { seconds: 1 });
    await eventually(
      () => bot.knows(id),
      ({ pinned }) => !pinned,
      'the end of the pin',
    );
  });
});

describe('a message that disappears', () => {
  it('is kept for everyone, until its sender undoes that for good', async () => {
    const id = await anna.writes('Gone soon', { ephemeral: DAY });
    const kept = await outcomeOf(keepMessage(to(id)));
    expect({ code: kept.code, status: kept.data?.status }).toEqual({ code: 200, status: 'sent' });
    expect((await anna.sees(id, (message) => message.kept !== undefined)).kept).toEqual({ by: jidOf(BOT) });
    expect(await bot.knows(id)).toMatchObject({ kept: true, expiresIn: DAY });
    expect((await outcomeOf(unkeepMessage(to(id)))).code).toBe(200);
    await anna.sees(id, (message) => message.kept === undefined);
    expect(await bot.knows(id)).toMatchObject({ kept: false });
    expect((await outcomeOf(keepMessage(to(id)))).code).toBe(200);
    await anna.does(id, 'keep', { kept: false });
    await bot.event('message_kept', ({ data }) => data['messageId'] === id && data['kept'] === false);
    expect(await bot.knows(id)).toMatchObject({ kept: false });
    expect(await outcomeOf(keepMessage(to(id)))).toEqual(refused(409, 'CONFLICT'));
  });

  it('is kept here if somebody else does it', async () => {
    const id = await bot.sent(bot.text(anna.phone, 'Ours'));
    await anna.sees(id);
    const plain = await anna.writes('Stays');
    expect(await outcomeOf(keepMessage(to(plain)))).toEqual(refused(409, 'CONFLICT'));
    const theirs = await anna.writes('Keep it', { ephemeral: DAY });
    await anna.does(theirs, 'keep', { kept: true });
    await bot.event('message_kept', ({ data }) => data['messageId'] === theirs);
    expect(await bot.knows(theirs)).toMatchObject({ kept: true });
  });
});

describe('after how long messages of a chat disappear', () => {
  it('is set by the API for both sides, and holds for what is sent next', async () => {
    const dana = new Person(world, '15550004444', bot);
    await dana.writes('Hello');
    const set = await outcomeOf(updateChat({ ...chat(dana.phone), body: { expiresIn: DAY } }));
    expect(set.data).toMatchObject({ chatId: dana.chatId, expiresIn: DAY, archived: false });
    expect(await chatOf(dana.chatId)).toMatchObject({ expiresIn: DAY });
    const id = await dana.gets('Next');
    expect((await dana.sees(id)).ephemeral).toBe(DAY);
    expect((await bot.knows(id)).expiresIn).toBe(DAY);
    const off = await outcomeOf(updateChat({ ...chat(dana.phone), body: { expiresIn: 0 } }));
    expect(off.data).toMatchObject({ expiresIn: 0 });
    expect((await dana.sees(await dana.gets('Later'))).ephemeral).toBeUndefined();
  });

  it('is reported if somebody else sets it', async () => {
    const emma = new Person(world, '15550005555', bot);
    await emma.writes('Hello');
    const timer = (seconds: number) =>
      world.emulator.post(`/phones/${emma.phone}/timer`, { to: BOT, seconds });
    await timer(WEEK);
    const { data } = await bot.event('chat_update', (arrival) => arrival.data['expiresIn'] === WEEK);
    expect(data).toEqual({ chatId: emma.chatId, expiresIn: WEEK, at: expect.any(Number) });
    expect(await chatOf(emma.chatId)).toMatchObject({ expiresIn: WEEK });
    await timer(0);
    await bot.event(
      'chat_update',
      (arrival) => arrival.data['chatId'] === emma.chatId && arrival.data['expiresIn'] === 0,
    );
    expect(await chatOf(emma.chatId)).toMatchObject({ expiresIn: 0 });
  });

  it('is unknown if WhatsApp does not answer', async () => {
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    expect(await outcomeOf(updateChat({ ...chat(ben.phone), body: { expiresIn: DAY } }))).toMatchObject({
      code: 504,
      error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } },
    });
    await bot.reconnects();
    await eventually(
      () => chatOf(ben.chatId),
      (each) => each?.expiresIn === DAY,
      'the timer to be acknowledged after all',
    );
    await outcomeOf(updateChat({ ...chat(ben.phone), body: { expiresIn: 0 } }));
  });

  it('is a setting of a group, which only some may change', async () => {
    const jid = await group();
    const id = await bot.sent(bot.text(jid, 'Hello'));
    await cara.sees(id);
    const from = world.receiver.mark;
    const set = await outcomeOf(updateChat({ ...chat(jid), body: { expiresIn: WEEK } }));
    expect(set.data).toMatchObject({ chatId: jid, expiresIn: WEEK });
    await eventually(
      () => chatOf(jid),
      (each) => each?.expiresIn === WEEK,
      'the group to announce its timer',
    );
    expect((await cara.sees(await bot.sent(bot.text(jid, 'Next')))).ephemeral).toBe(WEEK);
    await world.emulator.patch(`/phones/${cara.phone}/groups/${jid}`, { locked: true });
    await bot.event('group_update', ({ data }) => Object(data['changes']).restrict === true, { from });
    expect((await outcomeOf(updateChat({ ...chat(jid), body: { expiresIn: 0 } }))).code).toBe(500);
  });
});

describe('the receipts of a message', () => {
  const receipts = async (messageId: string, query: { limit?: number; cursor?: string } = {}) =>
    (await outcomeOf(listReceipts({ ...to(messageId), query }))).data;

  it('are those of every member of a group', async () => {
    const jid = await group();
    const id = await bot.sent(bot.text(jid, 'Who reads this?'));
    for (const person of [anna, ben, cara]) await person.sees(id);
    await anna.does(id, 'read');
    await bot.event('message_receipt', ({ data }) => data['messageId'] === id && data['type'] === 'read');
    const all = await eventually(
      () => receipts(id),
      (page) => page?.receipts.length === 3,
      'the receipts of everyone',
    );
    expect(all).toMatchObject({ messageId: id, chatId: jid });
    expect(all?.receipts.map(({ person }) => person)).toEqual([anna.chatId, ben.chatId, cara.chatId]);
    const [read, delivered] = all?.receipts ?? [];
    expect(read).toMatchObject({ deliveredAt: expect.any(String), readAt: expect.any(String) });
    expect(delivered).toEqual({ person: ben.chatId, deliveredAt: expect.any(String) });
    const first = await receipts(id, { limit: 2 });
    expect(first?.receipts).toHaveLength(2);
    const rest = await receipts(id, { limit: 2, cursor: first?.nextCursor });
    expect(rest?.receipts.map(({ person }) => person)).toEqual([cara.chatId]);
    expect(rest?.nextCursor).toBeUndefined();
  });

  it('are those of the one other person, after a restart, too', async () => {
    const id = await anna.gets('Just you');
    await anna.does(id, 'read');
    await bot.status(id, 'read');
    const before = await receipts(id);
    expect(before?.receipts).toEqual([
      { person: anna.chatId, deliveredAt: expect.any(String), readAt: expect.any(String) },
    ]);
    const from = world.receiver.mark;
    await world.api.halt();
    await world.api.start();
    await bot.event('ready', undefined, { from });
    expect(await receipts(id)).toEqual(before);
  });

  it('are not known of messages of others', async () => {
    const id = await anna.writes('Mine');
    expect(await outcomeOf(listReceipts(to(id)))).toEqual(refused(409, 'CONFLICT'));
    expect(await outcomeOf(listReceipts(to('NOWHERE')))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });
});

describe('the picture of a chat', () => {
  const PICTURE =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP438AAAAQBAYDFKhhdAAAAAElFTkSuQmCC';
  const fetched = (path: string | undefined) => world.api.raw(String(path));

  it('has an id that changes with it, and a path under which it is downloaded', async () => {
    await anna.gets('Show yourself');
    const before = await chatOf(anna.chatId);
    expect(before?.pictureId).toBeUndefined();
    expect((await fetched(before?.picture)).status).toBe(404);
    await world.emulator.patch(`/phones/${anna.phone}`, { picture: PICTURE });
    await bot.event('contact_update', ({ data }) => data['picture'] === 'changed');
    const shown = await chatOf(anna.chatId);
    expect(shown?.pictureId).toMatch(/^\d+$/);
    expect((await fetched(shown?.picture)).status).toBe(200);
    await world.emulator.patch(`/phones/${anna.phone}`, { picture: null });
    await bot.event('contact_update', ({ data }) => data['picture'] === 'removed');
    const after = await chatOf(anna.chatId);
    expect(after?.picture).toBeUndefined();
    expect(after?.pictureId).toBeUndefined();
  });

  it('of a group is downloaded, too', async () => {
    const jid = await group();
    await bot.sent(bot.text(jid, 'Hello'));
    expect((await fetched((await chatOf(jid))?.picture)).status).toBe(404);
    await world.emulator.request('POST', `/phones/${cara.phone}/groups/${jid}/picture`, { picture: PICTURE });
    await bot.event('group_update', ({ data }) => Object(data['changes']).picture === 'changed');
    const shown = await chatOf(jid);
    expect(shown?.pictureId).toMatch(/^\d+$/);
    const answer = await fetched(shown?.picture);
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/png',
    });
  });
});

describe('starred messages', () => {
  it('are listed of all chats, and of one', async () => {
    const one = await anna.writes('First star');
    const two = await ben.writes('Second star');
    await eventually(
      () => outcomeOf(starMessage(to(one))),
      ({ code }) => code === 200,
      'the keys of the phone',
    );
    await outcomeOf(starMessage(to(two)));
    const all = await outcomeOf(
      searchMessages({ client: world.api.client, path: { instanceId: 'bot' }, query: { starred: 'true' } }),
    );
    expect(all.data?.messages.map(({ id, starred }) => ({ id, starred }))).toEqual([
      { id: two, starred: true },
      { id: one, starred: true },
    ]);
    const ofAnna = await outcomeOf(listMessages({ ...chat(anna.phone), query: { starred: 'true' } }));
    expect(ofAnna.data?.messages.map(({ id }) => id)).toEqual([one]);
  });
});
