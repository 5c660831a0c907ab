import {
  type Chat,
  clearChat,
  deleteChat,
  listChats,
  type ListChatsData,
  starMessage,
  unstarMessage,
  updateChat,
  type UpdateChat,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const DAY_MS = 86_400_000;

interface PhoneChat {
  chat: string;
  archived: boolean;
  pinned: boolean;
  muted: boolean;
  mutedUntil: number | null;
  unread: boolean;
  cleared: boolean;
  deleted: boolean;
  starred: string[];
}

/** A query may take less than half of it. */
const world = useWorld({ SEND_TIMEOUT_MS: '8000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

const to = (jid: string) => ({ client: world.api.client, path: { instanceId: 'bot', jid } });
const message = (messageId: string) => ({ client: world.api.client, path: { instanceId: 'bot', messageId } });
const change = (jid: string, body: UpdateChat) => outcomeOf(updateChat({ ...to(jid), body }));

async function chats(query: ListChatsData['query'] = {}): Promise<Chat[]> {
  const path = { instanceId: 'bot' };
  const { data } = await listChats({ client: world.api.client, throwOnError: true, path, query });
  return data.data.chats;
}

async function chatWith(person: Person): Promise<Chat | undefined> {
  return (await chats()).find(({ chatId }) => chatId === person.chatId);
}

async function ids(query: ListChatsData['query']): Promise<string[]> {
  return (await chats(query)).map(({ chatId }) => chatId).sort();
}

/** Waits until the bot's phone shows its chat with somebody so. */
async function shows(person: Person, fits: (chat: PhoneChat) => boolean): Promise<void> {
  const addresses = [person.chatId, await person.lid()];
  await eventually(
    async (): Promise<PhoneChat[]> => world.emulator.get(`/phones/${BOT}/chats`),
    (all) => all.some((each) => addresses.includes(each.chat) && fits(each)),
    `the phone to show the chat with ${person.phone} so`,
  );
}

const onPhone = (method: string, path: string, body?: object) =>
  world.emulator.request(method, `/phones/${BOT}/${path}`, body);
const reported = (person: Person, data: object) =>
  world.receiver.event('chat_update', (arrival) =>
    Object.entries({ chatId: person.chatId, ...data }).every(([name, value]) => arrival.data[name] === value),
  );

beforeAll(async () => {
  await world.emulator.phone(anna.phone, { name: 'Anna' });
  await world.emulator.phone(ben.phone, { name: 'Ben' });
  await bot.link();
  await anna.writes('Hello');
  await ben.writes('Hello');
  // The phone shares its keys soon after the link.
  await eventually(
    () => change(anna.phone, { pinned: false }),
    ({ code }) => code !== 409,
    'the keys of the phone',
  );
});

describe('a chat that the API changes', () => {
  it('is so on the phone, and in the list', async () => {
    const pinned = await change(anna.phone, { pinned: true, muted: true });
    expect(pinned).toEqual({
      code: 200,
      data: { chatId: anna.chatId, archived: false, pinned: true, muted: true, markedUnread: false },
    });
    await shows(anna, (chat) => chat.pinned && chat.mutedUntil === -1);
    expect(await ids({ pinned: 'true' })).toEqual([anna.chatId]);
    expect(await ids({ muted: 'false' })).toEqual([ben.chatId]);
    const archived = await change(anna.phone, { archived: true, unread: true });
    expect(archived.data).toMatchObject({ archived: true, pinned: false, markedUnread: true });
    await shows(anna, (chat) => chat.archived && !chat.pinned && chat.unread);
    expect(await ids({ archived: 'true' })).toEqual([anna.chatId]);
    expect(await ids({ archived: 'false' })).toEqual([ben.chatId]);
    const until = new Date(Date.now() + DAY_MS).toISOString();
    const later = await change(anna.phone, { muted: true, mutedUntil: until });
    expect(later.data).toMatchObject({ muted: true, mutedUntil: until });
    await shows(anna, (chat) => chat.mutedUntil === Date.parse(until));
    const back = await change(anna.phone, { archived: false, muted: false, unread: false });
    expect(back.data).toEqual({
      chatId: anna.chatId,
      archived: false,
      pinned: false,
      muted: false,
      markedUnread: false,
    });
    await shows(anna, (chat) => !chat.archived && !chat.muted && !chat.unread);
  });

  it('has to be changed in some way, and muted until later', async () => {
    expect(await change(anna.phone, {})).toEqual(refused(400, 'INVALID_REQUEST'));
    const mutedUntil = '2020-01-31T09:00:00Z';
    expect(await change(anna.phone, { muted: true, mutedUntil })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await change(anna.phone, { mutedUntil })).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('is found by a part of its name', async () => {
    expect(await ids({ search: 'ANN' })).toEqual([anna.chatId]);
    expect(await ids({ search: '15550002' })).toEqual([ben.chatId]);
    expect(await ids({ search: 'ánnÀ' })).toEqual([anna.chatId]);
    expect(await ids({ search: '%' })).toEqual([]);
  });
});

describe('what is not read', () => {
  it('is counted until somebody reads it, here or on the phone', async () => {
    expect(await chatWith(ben)).toMatchObject({ unreadCount: 1 });
    const last = await ben.writes('Are you there?');
    expect(await chatWith(ben)).toMatchObject({ unreadCount: 2 });
    expect(await ids({ unread: 'true' })).toEqual([ben.chatId]);
    await bot.read(last);
    expect(await chatWith(ben)).toMatchObject({ unreadCount: 0 });
    await ben.writes('One more');
    await eventually(
      async () => {
        await onPhone('PATCH', `chats/${ben.phone}`, { unread: false });
        return chatWith(ben);
      },
      (chat) => chat?.unreadCount === 0,
      'the chat to be read',
    );
  });
});

describe('a chat that the phone changes', () => {
  it('is reported, and is so in the list', async () => {
    await onPhone('PATCH', `chats/${ben.phone}`, { archived: true, muted: true, unread: true });
    const { data } = await reported(ben, { archived: true });
    expect(data).toEqual({ chatId: ben.chatId, archived: true, at: expect.any(Number) });
    await reported(ben, { muted: true });
    await reported(ben, { unread: true });
    expect(await chatWith(ben)).toMatchObject({ archived: true, muted: true, markedUnread: true });
    await onPhone('PATCH', `chats/${ben.phone}`, {
      archived: false,
      muted: false,
      unread: false,
      pinned: true,
    });
    await reported(ben, { pinned: true });
    await eventually(
      () => chatWith(ben),
      (chat) => chat?.archived === false && !chat.muted && !chat.markedUnread && chat.pinned,
      'the chat as it was',
    );
  });

  it('tells of stars, and the API sets them', async () => {
    const one = await anna.writes('Remember this');
    expect((await outcomeOf(starMessage(message(one)))).data).toEqual({
      messageId: one,
      chatId: anna.chatId,
      starred: true,
    });
    await shows(anna, (chat) => chat.starred.includes(one));
    await outcomeOf(unstarMessage(message(one)));
    await shows(anna, (chat) => !chat.starred.includes(one));
    await onPhone('PUT', `messages/${one}/star?to=${anna.phone}`);
    await reported(anna, { messageId: one, starred: true });
  });
});

describe('messages that are removed', () => {
  it('stay if WhatsApp does not answer: nobody knows whether it has the change', async () => {
    const before = await bot.messages(anna.phone);
    const silence = { kind: 'silence', phone: BOT, xmlns: 'w:sync:app:state', child: 'patch', times: 1 };
    await world.emulator.fault(silence);
    expect(await outcomeOf(clearChat(to(anna.phone)))).toMatchObject({
      code: 504,
      error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } },
    });
    // Changes are made one after the other.
    await eventually(
      () => change(anna.phone, { pinned: true }),
      ({ code }) => code === 200,
      'the next change',
    );
    await shows(anna, (chat) => chat.pinned && !chat.cleared);
    expect(await bot.messages(anna.phone)).toEqual(before);
  });

  it('are gone here and on the phone, except those that are starred', async () => {
    const before = await bot.messages(anna.phone);
    expect(before.data?.messages.length).toBeGreaterThan(1);
    const cleared = await outcomeOf(clearChat({ ...to(anna.phone), body: { keepStarred: true } }));
    expect(cleared.data).toEqual({ chatId: anna.chatId, cleared: true });
    await shows(anna, (chat) => chat.cleared);
    const { data } = await bot.messages(anna.phone);
    expect(data?.messages.map(({ text }) => text)).toEqual(['Remember this']);
    await outcomeOf(clearChat(to(anna.phone)));
    expect((await bot.messages(anna.phone)).data?.messages).toEqual([]);
    expect(await chatWith(anna)).toBeDefined();
    expect((await outcomeOf(deleteChat(to(anna.phone)))).data).toEqual({
      chatId: anna.chatId,
      deleted: true,
    });
    await shows(anna, (chat) => chat.deleted);
    expect(await chatWith(anna)).toBeUndefined();
  });

  it('by the phone are gone here, and a message after that is not', async () => {
    await onPhone('POST', `chats/${ben.phone}/clear`);
    await reported(ben, { cleared: true });
    expect((await bot.messages(ben.phone)).data?.messages).toEqual([]);
    await onPhone('DELETE', `chats/${ben.phone}`);
    await reported(ben, { deleted: true });
    expect(await chatWith(ben)).toBeUndefined();
    const id = await ben.writes('New');
    await eventually(
      () => bot.messages(ben.phone),
      ({ data }) => data?.messages[0]?.id === id,
      'the new message',
    );
  });
});
