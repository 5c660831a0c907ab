import { withoutDevice } from '../jids.js';
import type { Uid } from '../ids.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { ChatsRepository } from './chats.js';
import type { NewMessage, MessagesRepository } from './messages.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const BEN = withoutDevice('15550002222@s.whatsapp.net');
const GROUP = withoutDevice('120363041234567890@g.us');
const NOBODY = withoutDevice('15550009999@s.whatsapp.net');

describe('conversations', () => {
  let bench: StorageBench;
  let chats: ChatsRepository;
  let messages: MessagesRepository;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    ({ chats, messages } = bench.storage);
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  function message(id: string, at: number, rest: Partial<NewMessage> = {}): NewMessage {
    const sender = rest.chat ?? ANNA;
    return {
      instance,
      id,
      at,
      chat: ANNA,
      sender,
      from_me: 0,
      remote_jid: sender,
      participant: '',
      type: 'text',
      text: id,
      ...rest,
    };
  }

  const insert = (...rows: NewMessage[]) =>
    bench.write(async (write) => {
      for (const row of rows) await messages.insert(write, row);
    });

  async function page(before?: { at: number; position: number }) {
    return messages.inChat(instance, ANNA, { limit: 2, before });
  }

  it('are read back page by page, newest first, whatever arrives in between', async () => {
    await insert(message('a', 1000), message('c', 2000), message('b', 2000), message('d', 2000));
    const first = await page();
    expect(first.map(({ id }) => id)).toEqual(['d', 'b']);
    await insert(message('e', 2000), message('f', 3000));
    const second = await page(first.at(-1));
    expect(second.map(({ id }) => id)).toEqual(['c', 'a']);
    expect(await page(second.at(-1))).toEqual([]);
  });

  it('leave out what we did to messages', async () => {
    await insert(
      message('a', 1000),
      ...['edit', 'delete', 'reaction'].map((type) => message(type, 5000, { type, from_me: 1 })),
    );
    expect((await page()).map(({ id }) => id)).toEqual(['a']);
    expect((await messages.latest(instance, [ANNA])).get(ANNA)).toMatchObject({ id: 'a' });
    expect(await chats.list(instance, { limit: 5 })).toMatchObject([{ chat: ANNA, last_at: 1000 }]);
  });

  it('are cleared up to a time, with their stars, except what is still to be sent', async () => {
    const own = { from_me: 1 as const, sender: BEN };
    await insert(
      message('a', 1000),
      message('b', 1001),
      message('waits', 1002, { ...own, status: 'pending' }),
      message('sent', 1003, { ...own, status: 'sent' }),
      message('later', 5000),
    );
    const { chatStates } = bench.storage;
    const star = { instance, chat: ANNA, message: 'a', entry: '[]' };
    await bench.write((write) => chatStates.star(write, star));
    const clear = (keepStarred: boolean) =>
      bench.write((write) => messages.clearChat(write, { instance, chat: ANNA }, 4000, keepStarred, false));
    const ids = async () => (await messages.inChat(instance, ANNA, { limit: 9 })).map(({ id }) => id);
    expect(await clear(true)).toBe(2);
    expect(await ids()).toEqual(['later', 'waits', 'a']);
    expect(await clear(false)).toBe(1);
    expect(await ids()).toEqual(['later', 'waits']);
    expect(await chatStates.stars(bench.storage.database.read, instance)).toEqual([]);
  });

  it('are cleared in parts, if they are many', async () => {
    await insert(...Array.from({ length: 101 }, (_each, n) => message(`m${n}`, n + 1)));
    const clear = () =>
      bench.write((write) => messages.clearChat(write, { instance, chat: ANNA }, 4000, false, true));
    expect([await clear(), await clear()]).toEqual([100, 2]);
    expect(await chats.list(instance, { limit: 5 })).toEqual([]);
  });

  it('that were heard are counted back from a time', async () => {
    await insert(
      message('a', 1000),
      message('own', 1500, { from_me: 1 }),
      message('b', 2000),
      message('c', 3000),
    );
    const heard = (back: number, until: number) =>
      messages.timeOfHeard(bench.storage.database.read, { instance, chat: ANNA }, back, until);
    expect([await heard(0, 9000), await heard(1, 9000), await heard(1, 2000)]).toEqual([3000, 2000, 1000]);
  });

  it('tell whether a message was new', async () => {
    const twice = [message('a', 1000), message('a', 1000)];
    const news = await bench.write(async (write) => {
      const results: boolean[] = [];
      for (const each of twice) results.push(await messages.insert(write, each));
      return results;
    });
    expect(news).toEqual([true, false]);
  });

  it('are listed by their latest message, page by page', async () => {
    await insert(
      message('a', 1000),
      message('b', 3000, { chat: BEN }),
      message('g', 3000, { chat: GROUP, participant: ANNA, push_name: 'Anna' }),
      message('c', 2000),
      message('late', 500),
    );
    const [first, ...rest] = await chats.list(instance, { limit: 1 });
    expect([first, ...rest]).toMatchObject([{ chat: BEN, last_at: 3000 }]);
    const before = { at: first?.last_at ?? 0, chat: first?.chat ?? ANNA };
    expect(await chats.list(instance, { limit: 5, before })).toMatchObject([
      { chat: GROUP, last_at: 3000, name: null },
      { chat: ANNA, last_at: 2000 },
    ]);
    const latest = await messages.latest(instance, [ANNA, GROUP, NOBODY]);
    expect([...latest].map(([chat, { id }]) => [chat, id])).toEqual(
      expect.arrayContaining([
        [ANNA, 'c'],
        [GROUP, 'g'],
      ]),
    );
    expect(latest.size).toBe(2);
  });

  it('are named after the other side, never after us', async () => {
    await insert(message('a', 1000, { push_name: 'Anna' }));
    await insert(message('b', 2000, { from_me: 1, push_name: 'The shop' }));
    expect(await chats.find(instance, ANNA)).toMatchObject({ name: 'Anna', last_at: 2000 });
    await insert(message('c', 3000, { push_name: 'Anna K.' }), message('late', 500, { push_name: 'Ann' }));
    await bench.write((write) => chats.insert(write, { instance, chat: ANNA, name: 'Mum', last_at: 700 }));
    expect(await chats.find(instance, ANNA)).toMatchObject({ name: 'Anna K.', last_at: 3000 });
    await bench.write((write) => chats.insert(write, { instance, chat: BEN, name: 'Ben', last_at: 700 }));
    await insert(message('d', 600, { chat: BEN }));
    expect(await chats.find(instance, BEN)).toMatchObject({ name: 'Ben', last_at: 700 });
  });

  it('become one when they turn out to be with one person', async () => {
    const lid = withoutDevice('913103037140909@lid');
    await insert(
      message('a', 1000, { chat: lid, push_name: 'Anna' }),
      message('b', 2000, { chat: lid, sender: BEN, from_me: 1 }),
      message('c', 1500),
      message('twice', 1700, { chat: lid }),
      message('twice', 1700),
    );
    await bench.write((write) => messages.moveChat(write, instance, lid, ANNA));
    expect(await chats.list(instance, { limit: 5 })).toMatchObject([
      { chat: ANNA, name: 'Anna', last_at: 2000 },
    ]);
    const all = await messages.inChat(instance, ANNA, { limit: 10 });
    expect(all.map(({ id, sender }) => [id, sender])).toEqual([
      ['b', BEN],
      ['twice', ANNA],
      ['c', ANNA],
      ['a', ANNA],
    ]);
    expect(await messages.inChat(instance, lid, { limit: 10 })).toEqual([]);
  });

  it('that are large become one in small commits, newest messages first', async () => {
    const lid = withoutDevice('913103037140909@lid');
    const count = 250;
    await insert(...Array.from({ length: count }, (_, n) => message(`m${n}`, n + 1, { chat: lid })));
    const shown = async () => (await messages.inChat(instance, ANNA, { limit: 1000 })).map(({ id }) => id);
    const step = () => bench.write((write) => messages.moveChat(write, instance, lid, ANNA));
    const all = Array.from({ length: count }, (_, n) => `m${count - 1 - n}`);
    expect(await step()).toBe(true);
    expect(await shown()).toEqual(all.slice(0, 100));
    // What arrives meanwhile is in its place.
    await insert(message('new', 1000));
    expect(await step()).toBe(true);
    expect(await step()).toBe(false);
    expect(await shown()).toEqual(['new', ...all]);
    expect(await messages.inChat(instance, lid, { limit: 10 })).toEqual([]);
    expect(await step()).toBe(false);
  });

  it('go with their last message, when it was never sent or is old', async () => {
    await insert(message('a', 1000), message('b', 3000, { chat: BEN }), message('c', 4000, { chat: BEN }));
    await bench.write((write) => messages.remove(write, { instance, chat: BEN, sender: BEN, id: 'c' }));
    expect(await chats.find(instance, BEN)).toMatchObject({ last_at: 3000 });
    await bench.write((write) => messages.remove(write, { instance, chat: ANNA, sender: ANNA, id: 'a' }));
    expect(await chats.find(instance, ANNA)).toBeUndefined();
    expect(await messages.prune(3000)).toBe(0);
    expect(await chats.find(instance, BEN)).toBeDefined();
    expect(await messages.prune(3001)).toBe(1);
    expect(await chats.find(instance, BEN)).toBeUndefined();
  });
});
