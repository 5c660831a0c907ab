import { createInstance, updateInstance } from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628121000061';
const ANNA = '15551000061';
const BEN = '15551000062';

const world = useWorld();
const bot = new LinkedInstance(world, 'reader', BOT);
const anna = new Person(world, ANNA, bot);
const ben = new Person(world, BEN, bot);
let group: string;

type Setting = 'none' | 'all' | 'people' | 'groups';

async function reads(autoRead: Setting): Promise<void> {
  const answer = await outcomeOf(
    updateInstance({ client: world.api.client, path: { instanceId: bot.instanceId }, body: { autoRead } }),
  );
  expect(answer).toMatchObject({ code: 200, data: { autoRead } });
}

async function toGroup(text: string): Promise<string> {
  const id = await world.emulator.send(ANNA, { to: group, text });
  await bot.hears(id);
  return id;
}

async function unread(chatId: string): Promise<number | undefined> {
  const { data } = await bot.chats();
  return data?.chats.find((chat) => chat.chatId === chatId)?.unreadCount;
}

beforeAll(async () => {
  await bot.link();
  for (const phone of [ANNA, BEN]) await world.emulator.phone(phone);
  const made = await world.emulator.request('POST', `/phones/${ANNA}/groups`, {
    subject: 'Readers',
    participants: [BOT, BEN],
  });
  group = String(made.jid);
});

describe('autoRead', () => {
  it('is given at creation, and none by default', async () => {
    const { client } = world.api;
    const by = async (instanceId: string, autoRead?: Setting) =>
      outcomeOf(createInstance({ client, body: { instanceId, autoRead } }));
    expect(await by('default')).toMatchObject({ code: 201, data: { autoRead: 'none' } });
    expect(await by('chosen', 'groups')).toMatchObject({ code: 201, data: { autoRead: 'groups' } });
  });

  it('marks what it covers, once it is recorded, and nothing else', async () => {
    const before = await anna.writes('before the setting');
    await reads('people');
    const toPerson = await anna.writes('to a person');
    const inGroup = await toGroup('to a group');
    await anna.has(toPerson, 'read');
    await reads('groups');
    const inGroupToo = await toGroup('to a group, too');
    const next = await ben.writes('to a person, uncovered');
    await anna.has(inGroupToo, 'read');
    await reads('all');
    const last = await ben.writes('to a person, covered again');
    await ben.has(last, 'read');
    // Receipts leave in the order of the messages: whatever was to come has come.
    for (const [person, id] of [
      [anna, before],
      [anna, inGroup],
      [ben, next],
    ] as const)
      expect(await person.receipts(id)).not.toContain('read');
    expect(await unread(ben.chatId)).toBe(0);
  });

  it('reads once WhatsApp is there again what was recorded before a crash, and only that', async () => {
    await reads('people');
    // WhatsApp does not answer the receipts: nothing is marked for certain.
    const silence = await world.emulator.fault({ kind: 'silence', xmlns: 'privacy', phone: BOT });
    await bot.reconnects();
    const first = await anna.writes('recorded before the crash');
    await world.api.kill();
    const missed = await world.emulator.send(BEN, { to: BOT, text: 'while it is dead' });
    await world.emulator.clearFaults();
    await steadily(
      async () => [...(await anna.receipts(first)), ...(await ben.receipts(missed))],
      (types) => !types.includes('read'),
      'nothing is read while the server is dead',
    );
    await world.api.start();
    await anna.has(first, 'read');
    await bot.hears(missed);
    await ben.has(missed, 'read');
    expect(silence).toEqual(expect.any(String));
  });
});
