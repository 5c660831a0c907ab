import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const MANY = 250;
/** All that our phone has from before is of this second. */
const THEN = Math.floor(Date.now() / 1000) - 3600;

/** Ids in the order in which the messages were written. */
const OLD_IDS = Array.from({ length: MANY }, (_, index) => `OLD-${String(index).padStart(3, '0')}`);
/** People with whom one message was exchanged, all in the same second. */
const ACQUAINTANCES = Array.from({ length: 23 }, (_, index) => `15557000${String(index).padStart(3, '0')}`);

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const idle = new Bot(world, 'other', BOT);
const anna = new Person(world, '15550001111', bot);
const lena = new Person(world, '15550002222', bot);

beforeAll(async () => {
  await world.emulator.phone(anna.phone, { name: 'Anna' });
  await world.emulator.phone(lena.phone, { name: 'Lena', addressing: 'lid' });
  const long = OLD_IDS.map((id, index) => ({ id, text: id, fromMe: index % 3 === 0, timestamp: THEN }));
  const short = (peer: string) => [{ id: `WITH-${peer}`, text: 'hello', fromMe: true, timestamp: THEN - 60 }];
  await world.emulator.request('POST', `/phones/${BOT}/history`, {
    chats: [
      { peer: anna.phone, name: 'Anna', messages: long },
      ...ACQUAINTANCES.map((peer) => ({ peer, name: `Friend ${peer.slice(-3)}`, messages: short(peer) })),
    ],
  });
  await bot.link();
  await idle.create();
  // The newest is kept last.
  await eventually(
    () => bot.message(OLD_IDS.at(-1) ?? ''),
    ({ code }) => code === 200,
    'the history to be kept',
  );
});

/** All messages of a chat, page by page. */
async function everyMessage(jid: string, limit?: number, between = async (): Promise<void> => undefined) {
  const sizes: number[] = [];
  const all: { id: string; text?: string; timestamp: number }[] = [];
  let cursor: string | undefined;
  do {
    const { code, data } = await bot.messages(jid, { limit, cursor });
    expect(code).toBe(200);
    sizes.push(data?.messages.length ?? 0);
    all.push(...(data?.messages ?? []));
    cursor = data?.nextCursor;
    await between();
  } while (cursor !== undefined);
  return { sizes, all, ids: all.map(({ id }) => id) };
}

async function everyChat(limit?: number): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await bot.chats({ limit, cursor });
    all.push(...(data?.chats.map(({ chatId }) => chatId) ?? []));
    cursor = data?.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** A chat as it stands in the list. Of chats of the same second, any may come first. */
async function chatWith(person: Person) {
  const { data } = await bot.chats({ limit: 100 });
  return data?.chats.find(({ chatId }) => chatId === person.chatId);
}

describe('the messages of a chat', () => {
  it.each([
    { limit: undefined, sizes: [50, 50, 50, 50, 50] },
    { limit: 100, sizes: [100, 100, 50] },
    { limit: 83, sizes: [83, 83, 83, 1] },
  ])('come newest first, each once, in pages of $limit', async ({ limit, sizes }) => {
    const pages = await everyMessage(anna.phone, limit);
    expect(pages.ids).toEqual(OLD_IDS.toReversed());
    expect(pages.sizes).toEqual(sizes);
    expect(new Set(pages.all.map(({ timestamp }) => timestamp))).toEqual(new Set([THEN]));
  });

  it('are found by phone, JID or LID', async () => {
    const ours = await bot.sent(bot.text(lena.phone, 'Hello Lena'));
    const theirs = await lena.writes('Hello bot');
    const lid = await lena.lid();
    const names = [lena.phone, `+${lena.phone}`, lena.chatId, `${lena.phone}@c.us`, lid];
    for (const name of names) {
      const { data } = await bot.messages(name);
      expect(data).toEqual({
        messages: [
          expect.objectContaining({
            id: theirs,
            text: 'Hello bot',
            fromMe: false,
            chatId: lena.chatId,
            senderPhone: lena.phone,
            senderName: 'Lena',
            senderLid: lid,
          }),
          expect.objectContaining({ id: ours, text: 'Hello Lena', fromMe: true, chatId: lena.chatId }),
        ],
      });
    }
  });

  it('stay in the order in which they were exchanged, within a second too', async () => {
    const person = new Person(world, '15550003333', bot);
    const ids: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      ids.unshift(await bot.sent(bot.text(person.phone, `question ${round}`)));
      ids.unshift(await person.writes(`answer ${round}`));
    }
    expect((await everyMessage(person.phone, 5)).ids).toEqual(ids);
    expect((await chatWith(person))?.lastMessage?.id).toBe(ids[0]);
  });

  it('are not shifted by what comes meanwhile', async () => {
    const fresh: string[] = [];
    const pages = await everyMessage(anna.phone, 60, async () => {
      fresh.unshift(await anna.writes(`news ${fresh.length}`));
    });
    expect(pages.ids).toEqual(OLD_IDS.toReversed());
    const { data } = await bot.messages(anna.phone, { limit: fresh.length + 1 });
    expect(data?.messages.map(({ id }) => id)).toEqual([...fresh, OLD_IDS.at(-1)]);
  });

  it('are as they are now, and changes are none of them', async () => {
    const person = new Person(world, '15550004444', bot);
    const edited = await bot.sent(bot.text(person.phone, 'frist'));
    const deleted = await bot.sent(bot.text(person.phone, 'a mistake'));
    const theirs = await person.writes('hmm');
    await bot.sent(bot.edit(edited, 'first'));
    await bot.sent(bot.react(theirs, '👍'));
    await bot.sent(bot.remove(deleted));
    await person.does(theirs, 'edit', { text: 'well' });
    await person.does(edited, 'reaction', { emoji: '🎉' });
    await bot.event('message_reaction', ({ data }) => data['messageId'] === edited);
    const { data } = await bot.messages(person.phone);
    expect(data?.messages).toMatchObject([
      { id: theirs, text: 'well', editedAt: expect.any(String) },
      { id: deleted, deletedAt: expect.any(String) },
      { id: edited, text: 'first', editedAt: expect.any(String) },
    ]);
    expect(data?.messages[1]).not.toHaveProperty('text');
    expect((await chatWith(person))?.lastMessage).toMatchObject({ id: theirs, text: 'well' });
  });

  it('are none where nobody has written', async () => {
    for (const jid of [
      '15558888888',
      '15558888888@s.whatsapp.net',
      '99999999999999@lid',
      '120363000000000000@g.us',
    ])
      expect(await bot.messages(jid)).toEqual({ code: 200, data: { messages: [] }, error: undefined });
    expect(await idle.messages(anna.phone)).toMatchObject({ data: { messages: [] } });
  });
});

describe('chats', () => {
  it('come by their latest message, with name and latest message', async () => {
    const friend = new Person(world, ACQUAINTANCES[3] ?? '', bot);
    const before = await everyChat(100);
    expect(before.slice(-ACQUAINTANCES.length)).toContain(friend.chatId);
    await world.emulator.phone(friend.phone, { name: 'Friend 003' });
    const id = await friend.writes('long time no see');
    expect(await chatWith(friend)).toEqual({
      chatId: friend.chatId,
      isGroup: false,
      name: 'Friend 003',
      archived: false,
      pinned: false,
      muted: false,
      markedUnread: false,
      unreadCount: 1,
      labels: [],
      pinnedMessages: [],
      picture: `/api/v1/instances/bot/contacts/${friend.chatId}/picture`,
      lastMessageAt: expect.any(String),
      lastMessage: expect.objectContaining({
        id,
        text: 'long time no see',
        chatId: friend.chatId,
        fromMe: false,
      }),
    });
    const { data } = await bot.chats({ limit: 100 });
    const times = data?.chats.map(({ lastMessageAt }) => Date.parse(lastMessageAt)) ?? [];
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(60_000);
    expect((await everyChat(100)).slice(1 - ACQUAINTANCES.length)).not.toContain(friend.chatId);
  });

  it.each([1, 5, 100])('come each once, in pages of %d, those of the same time too', async (limit) => {
    const all = await everyChat(limit);
    expect(new Set(all).size).toBe(all.length);
    const phones = all.map((chatId) => chatId.split('@')[0]);
    expect(phones).toEqual(expect.arrayContaining([anna.phone, lena.phone, ...ACQUAINTANCES]));
  });

  it('go by what our phone calls them while they have not written', async () => {
    const known = await chatWith(new Person(world, ACQUAINTANCES[7] ?? '', bot));
    expect(known).toMatchObject({
      name: 'Friend 007',
      lastMessageAt: new Date((THEN - 60) * 1000).toISOString(),
      lastMessage: { text: 'hello', fromMe: true, status: 'read' },
    });
  });

  it('go by the name that people give themselves', async () => {
    const person = new Person(world, '15550005555', bot);
    await bot.sent(bot.text(person.phone, 'hello'));
    const nameless = await chatWith(person);
    expect(nameless).toMatchObject({ lastMessage: { text: 'hello' } });
    expect(nameless).not.toHaveProperty('name');
    await world.emulator.request('PATCH', `/phones/${person.phone}`, { name: 'Max' });
    await person.writes('hi');
    expect(await chatWith(person)).toMatchObject({ name: 'Max' });
    const from = world.receiver.mark;
    await world.emulator.request('PATCH', `/phones/${person.phone}`, { name: 'Maxine' });
    await person.writes('hi again');
    const { data } = await world.receiver.event(
      'contact_update',
      ({ data: each }) => each['name'] === 'Maxine',
      {
        from,
      },
    );
    expect(data).toMatchObject({ jid: person.chatId, name: 'Maxine', at: expect.any(Number) });
    await person.writes('and again');
    const changes = world.receiver.arrivals.all.filter(
      ({ event, data: each }) => event === 'contact_update' && each['jid'] === person.chatId,
    );
    expect(changes).toHaveLength(1);
  });

  it('are not those of another instance', async () => {
    expect(await idle.chats()).toMatchObject({ code: 200, data: { chats: [] } });
  });

  it('have none of what failed to go out', async () => {
    const nobody = '15559990001';
    await world.emulator.request('POST', '/phones', { phone: nobody, registered: false });
    expect(await bot.text(nobody, 'anybody?')).toEqual(refused(404, 'CONTACT_NOT_FOUND'));
    expect(await everyChat(100)).not.toContain(jidOf(nobody));
    expect((await bot.messages(nobody)).data?.messages).toEqual([]);
  });
});

describe('a page that cannot be', () => {
  it('is refused for its cursor', async () => {
    const ofChats = (await bot.chats({ limit: 1 })).data?.nextCursor;
    const ofMessages = (await bot.messages(anna.phone, { limit: 1 })).data?.nextCursor;
    const nonsense = ['', 'x', '!', 'WzEsMl0=', 'W10', 'bnVsbA', 'x'.repeat(513)];
    for (const cursor of [...nonsense, ofMessages])
      expect(await bot.chats({ cursor })).toEqual(refused(400, 'INVALID_REQUEST'));
    for (const cursor of [...nonsense, ofChats]) {
      const { code, error } = await bot.messages(anna.phone, { cursor });
      expect({ code, fields: error?.details?.fields }).toMatchObject({
        code: 400,
        fields: [{ field: 'cursor' }],
      });
    }
  });

  it('is refused for its limit', async () => {
    for (const limit of [0, -1, 101, 1.5, 1000, Number.NaN]) {
      expect(await bot.chats({ limit })).toEqual(refused(400, 'INVALID_REQUEST'));
      expect(await bot.messages(anna.phone, { limit })).toEqual(refused(400, 'INVALID_REQUEST'));
    }
  });

  it('is refused for its chat', async () => {
    for (const jid of ['x', '123', 'a@b', 'status@broadcast', '120363000000000000@newsletter'])
      expect(await bot.messages(jid)).toEqual(refused(400, 'INVALID_REQUEST'));
  });
});

it('all of it is there while the instance is disconnected, and after the server was killed', async () => {
  const before = await everyChat(100);
  await bot.disconnect();
  for (const restart of [false, true]) {
    if (restart) {
      await world.api.kill();
      await world.api.start();
    }
    expect(await bot.state()).toMatchObject({ status: 'disconnected' });
    expect(await everyChat(7)).toEqual(before);
    expect((await everyMessage(anna.phone, 100)).ids.slice(-MANY)).toEqual(OLD_IDS.toReversed());
    expect((await bot.messages(await lena.lid())).data?.messages[0]).toMatchObject({ text: 'Hello bot' });
  }
});
