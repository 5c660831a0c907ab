import { type ChatJid, withoutDevice } from '../jids.js';
import type { Write } from '../database.js';
import type { Uid } from '../ids.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { ChatsRepository } from './chats.js';
import type { ContactsRepository } from './contacts.js';
import type { MessagesRepository } from './messages.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const BEN = withoutDevice('15550002222@s.whatsapp.net');
const LID = withoutDevice('913103037140909@lid');
const GROUP = withoutDevice('120363041234567890@g.us');

describe('contacts', () => {
  let bench: StorageBench;
  let contacts: ContactsRepository;
  let messages: MessagesRepository;
  let chats: ChatsRepository;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    ({ contacts, messages, chats } = bench.storage);
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  const write = (work: (write: Write) => Promise<unknown>) => bench.write(work);
  const save = (jid: ChatJid, name: string, first_name: string | null = null) =>
    write((db) => contacts.save(db, { instance, jid }, { name, first_name }));
  const find = (jid: ChatJid) => contacts.find(bench.storage.database.read, instance, jid);

  async function hears(id: string, at: number, sender: ChatJid, push_name?: string, chat = sender) {
    const participant = chat === sender ? '' : sender;
    const row = { instance, id, at, chat, sender, participant, push_name, from_me: 0 as const };
    await write((db) => messages.insert(db, { ...row, remote_jid: chat, type: 'text' }));
  }

  it('are those who have written, by the newest name that they gave, groups included', async () => {
    await hears('a', 2000, ANNA, 'Anna');
    await hears('late', 1000, ANNA, 'Ann');
    await hears('b', 3000, ANNA);
    await hears('c', 2500, BEN, 'Ben', GROUP);
    expect(await contacts.list(instance, { limit: 5 })).toEqual([
      { instance, jid: ANNA, name: null, first_name: null, push_name: 'Anna', heard_at: 3000 },
      { instance, jid: BEN, name: null, first_name: null, push_name: 'Ben', heard_at: 2500 },
    ]);
  });

  it('are renamed by a new name, and neither by their first nor by an old one', async () => {
    const row = { instance, chat: ANNA, sender: ANNA, remote_jid: ANNA, participant: '', type: 'text' };
    const renamed: boolean[] = [];
    for (const [id, at, push_name] of [
      ['a', 2000, undefined],
      ['b', 3000, 'Anna'],
      ['c', 4000, 'Anna'],
      ['d', 1000, 'Ann'],
      ['e', 5000, undefined],
      ['f', 6000, 'Anna K.'],
      ['f', 6000, 'Anna K.'],
    ] as const)
      await write(async (db) => {
        renamed.push((await messages.hear(db, { ...row, id, at, push_name, from_me: 0 })).isRenamed);
      });
    expect(renamed).toEqual([false, false, false, false, false, true, false]);
    expect(await find(ANNA)).toMatchObject({ push_name: 'Anna K.', heard_at: 6000 });
  });

  it('are those in the address book, whose names their chats have', async () => {
    await hears('a', 2000, ANNA, 'Anna');
    await save(ANNA, 'Anna A.', 'Anna');
    await hears('b', 3000, ANNA, 'Anna K.');
    await save(BEN, 'Ben B.');
    const page = { limit: 5 };
    expect(await find(ANNA)).toMatchObject({ name: 'Anna A.', first_name: 'Anna', push_name: 'Anna K.' });
    expect(await find(BEN)).toMatchObject({ name: 'Ben B.', push_name: null, heard_at: null });
    expect(await chats.list(instance, page)).toMatchObject([
      { instance, chat: ANNA, name: 'Anna A.', last_at: 3000 },
    ]);
    for (const jid of [ANNA, BEN]) await write((db) => contacts.remove(db, { instance, jid }));
    expect(await find(ANNA)).toMatchObject({ name: null, first_name: null, push_name: 'Anna K.' });
    expect(await find(BEN)).toBeUndefined();
    expect(await chats.list(instance, page)).toMatchObject([{ chat: ANNA, name: 'Anna K.' }]);
  });

  it('lose what was an address book, and only there', async () => {
    await hears('a', 2000, ANNA, 'Anna');
    for (const jid of [ANNA, BEN]) await save(jid, 'Somebody', 'Some');
    await write((db) => contacts.clear(db, 'ins_another'));
    expect(await contacts.list(instance, { limit: 5 })).toHaveLength(2);
    await write((db) => contacts.clear(db, instance));
    expect(await contacts.list(instance, { limit: 5 })).toEqual([
      { instance, jid: ANNA, name: null, first_name: null, push_name: 'Anna', heard_at: 2000 },
    ]);
  });

  it('keep what is known against what may be old', async () => {
    await write((db) => contacts.introduce(db, { instance, jid: ANNA }, 'Anna'));
    expect(await find(ANNA)).toBeUndefined();
    await write((db) => contacts.suggest(db, { instance, jid: ANNA }, 'Mum'));
    await write((db) => contacts.introduce(db, { instance, jid: ANNA }, 'Anna'));
    expect(await find(ANNA)).toMatchObject({ name: 'Mum', push_name: 'Anna', heard_at: null });
    await save(ANNA, 'Mother');
    await hears('a', 2000, ANNA, 'Anna K.');
    await write((db) => contacts.suggest(db, { instance, jid: ANNA }, 'Mum'));
    await write((db) => contacts.introduce(db, { instance, jid: ANNA }, 'Anna'));
    expect(await find(ANNA)).toMatchObject({ name: 'Mother', push_name: 'Anna K.' });
  });

  it('become one when they turn out to be one person', async () => {
    await hears('a', 2000, LID, 'Anna');
    await save(LID, 'By LID', 'By');
    await write((db) => contacts.move(db, instance, LID, ANNA));
    expect(await contacts.list(instance, { limit: 5 })).toEqual([
      { instance, jid: ANNA, name: 'By LID', first_name: 'By', push_name: 'Anna', heard_at: 2000 },
    ]);
    await hears('b', 1000, LID, 'Ann');
    await save(ANNA, 'By phone');
    await write((db) => contacts.move(db, instance, LID, ANNA));
    expect(await contacts.list(instance, { limit: 5 })).toEqual([
      { instance, jid: ANNA, name: 'By phone', first_name: null, push_name: 'Anna', heard_at: 2000 },
    ]);
  });

  it('go with what they wrote, unless they are in the address book', async () => {
    await hears('a', 1000, ANNA, 'Anna');
    await hears('b', 1000, BEN, 'Ben');
    await save(BEN, 'Ben B.');
    await messages.prune(1000);
    expect(await find(ANNA)).toBeDefined();
    await messages.prune(1001);
    expect(await find(ANNA)).toBeUndefined();
    expect(await find(BEN)).toBeDefined();
  });

  it('are read page by page', async () => {
    for (const jid of [BEN, ANNA, LID]) await save(jid, jid);
    const first = await contacts.list(instance, { limit: 2 });
    expect(first.map(({ jid }) => jid)).toEqual([ANNA, BEN]);
    expect((await contacts.list(instance, { limit: 2, after: BEN })).map(({ jid }) => jid)).toEqual([LID]);
  });
});
