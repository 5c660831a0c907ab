import { Bot } from '../harness/bot.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const STRANGER = '15559990000';

const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;

/** What our own phone wrote before it was linked. */
const OLD_CHAT = {
  peer: '15550002222',
  name: 'Ben',
  messages: [
    { id: 'OLD-1', text: 'too old', fromMe: true, timestamp: minutesAgo(16) },
    { id: 'OLD-2', text: 'still young', fromMe: true, timestamp: minutesAgo(5) },
  ],
};

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '3000' });
const bot = new Bot(world, 'bot', BOT);
const person = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await world.emulator.request('POST', `/phones/${BOT}/history`, { chats: [OLD_CHAT] });
  await bot.link();
  await bot.sent(bot.text(person.phone, 'hello'));
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** Ways to change a message of ours, and what the API shows of it afterwards. */
const CHANGES = [
  {
    change: 'an edit',
    make: (id: string) => bot.edit(id, 'after'),
    before: { text: 'before' },
    after: { text: 'after', editedAt: expect.any(String) },
    isSeen: ({ edited }: { edited: boolean }) => edited,
  },
  {
    change: 'a deletion',
    make: (id: string) => bot.remove(id),
    before: { text: 'before' },
    after: { deletedAt: expect.any(String) },
    isSeen: ({ deleted }: { deleted: boolean }) => deleted,
  },
  {
    change: 'a reaction',
    make: (id: string) => bot.react(id, '👍'),
    before: { text: 'before' },
    after: { text: 'before' },
    isSeen: ({ reactions }: { reactions: unknown[] }) => reactions.length > 0,
  },
];

describe.each(CHANGES)('$change', ({ make, before, after, isSeen }) => {
  /** A message that the person has. */
  async function message(): Promise<string> {
    const id = await bot.sent(bot.text(person.phone, 'before'));
    await person.sees(id);
    return id;
  }

  async function isUnchanged(id: string): Promise<void> {
    const known = await bot.knows(id);
    expect(known).toMatchObject(before);
    expect(known).not.toHaveProperty('editedAt');
    expect(known).not.toHaveProperty('deletedAt');
    expect(isSeen(await person.sees(id))).toBe(false);
  }

  /** What has not been acknowledged in time: the id of the change. */
  async function pending(id: string): Promise<string> {
    await world.emulator.fault({ kind: 'ack-missing', to: person.phone, times: 1 });
    const { code, data } = await make(id);
    expect({ code, data }).toEqual({
      code: 202,
      data: {
        messageId: id,
        operationId: expect.any(String),
        timestamp: expect.any(Number),
        status: 'pending',
      },
    });
    await isUnchanged(id);
    return String(data?.operationId);
  }

  async function settled(id: string, operationId: string): Promise<void> {
    const told = await bot.status(operationId, 'sent');
    expect(told.data).toMatchObject({ chatId: person.chatId });
    await person.sees(id, isSeen);
    expect(await bot.knows(id)).toMatchObject(after);
  }

  it('that WhatsApp does not acknowledge is pending, and done when it does', async () => {
    const id = await message();
    const operationId = await pending(id);
    await world.emulator.releaseFaults();
    await settled(id, operationId);
  });

  it('goes out again when the connection ends meanwhile', async () => {
    const id = await message();
    const operationId = await pending(id);
    await bot.reconnects();
    await settled(id, operationId);
  });

  it('goes out again when the server is killed meanwhile', async () => {
    const id = await message();
    const operationId = await pending(id);
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    await settled(id, operationId);
  });

  it('that WhatsApp refuses is an error with its code, and changes nothing', async () => {
    const id = await message();
    await world.emulator.fault({ kind: 'ack-error', to: person.phone, code: 479, times: 1 });
    const answer = await make(id);
    expect(answer).toEqual(refused(500, 'WHATSAPP_ERROR'));
    expect(answer.error?.details).toEqual({
      code: '479',
      outcome: 'not_sent',
      messageId: id,
      operationId: expect.any(String),
    });
    const failed = await bot.status(String(answer.error?.details?.['operationId']), 'failed');
    expect(failed.data).toMatchObject({ chatId: person.chatId, error: '479' });
    await isUnchanged(id);
    // And it may be tried again.
    const again = await make(id);
    expect(again.code).toBe(200);
    await settled(id, String(again.data?.operationId));
  });

  it('of a message that nobody knows is 404', async () => {
    expect(await make('3EB0NOSUCHMESSAGE')).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });

  it('of a change is 404: changes are no messages', async () => {
    const { data } = await bot.edit(await message(), 'changed');
    expect(await make(String(data?.operationId))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    expect(await bot.message(String(data?.operationId))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });

  it('of a message that was deleted is refused', async () => {
    const id = await message();
    await bot.sent(bot.remove(id));
    expect(await make(id)).toEqual(refused(409, 'CONFLICT', /deleted/));
  });
});

describe('a message that WhatsApp has refused', () => {
  it('is shown with the code, and cannot be edited or deleted for everyone', async () => {
    await world.emulator.fault({ kind: 'ack-error', to: person.phone, code: 463, times: 1 });
    const { error } = await bot.text(person.phone, 'unwanted');
    const id = String(error?.details?.['messageId']);
    await bot.status(id, 'failed');
    expect(await bot.knows(id)).toMatchObject({ status: 'failed', error: '463', text: 'unwanted' });
    expect(await bot.edit(id, 'please')).toEqual(refused(409, 'CONFLICT', /never sent/));
    expect(await bot.remove(id)).toEqual(refused(409, 'CONFLICT', /never sent/));
  });
});

describe('a message that may not be changed so', () => {
  it('is one without a text: a place, a card, a poll', async () => {
    const to = person.phone;
    const others = [
      await bot.sent(bot.location({ to, latitude: -6.1754, longitude: 106.8272 })),
      await bot.sent(bot.contacts({ to, contacts: [{ name: 'Jo', phone: STRANGER }] })),
      await bot.sent(bot.poll({ to, name: 'Lunch?', options: ['Soto', 'Rawon'] })),
    ];
    for (const id of others) expect(await bot.edit(id, 'no')).toEqual(refused(409, 'CONFLICT', /no text/));
  });

  it('is one that is older than 15 minutes', async () => {
    await eventually(
      () => bot.message('OLD-1'),
      ({ code }) => code === 200,
      'the history to be kept',
    );
    expect(await bot.edit('OLD-1', 'changed')).toEqual(refused(409, 'CONFLICT', /15 minutes/));
    expect(await bot.knows('OLD-1')).toMatchObject({ text: 'too old', fromMe: true });
    await bot.sent(bot.edit('OLD-2', 'changed'));
    // Only our own phone has what was before.
    const own = new Person(world, BOT, bot);
    await own.sees('OLD-2', ({ text }) => text === 'changed');
    // Deleting has no such limit.
    await bot.sent(bot.remove('OLD-1'));
    await own.sees('OLD-1', ({ deleted }) => deleted);
  });

  it('is one that its author has deleted', async () => {
    const id = await person.writes('never mind');
    await person.does(id, 'delete');
    await bot.event('message_delete', ({ data }) => data['messageId'] === id);
    expect(await bot.knows(id)).toMatchObject({ deletedAt: expect.any(String) });
    expect(await bot.remove(id)).toEqual(refused(409, 'CONFLICT', /deleted/));
    expect(await bot.react(id, '👍')).toEqual(refused(409, 'CONFLICT', /deleted/));
    expect(await bot.forward(id, STRANGER)).toEqual(refused(409, 'CONFLICT', /deleted/));
  });
});

it('a reaction is one emoji, or nothing', async () => {
  const id = await person.writes('react to me');
  for (const emoji of ['ok', 'a', '1', ' ', '👍👍', '👍 ', 'x👍']) {
    expect(await bot.react(id, emoji)).toEqual(refused(400, 'INVALID_REQUEST'));
  }
  for (const emoji of ['👍🏽', '🇮🇩', '1️⃣', '❤', '']) await bot.sent(bot.react(id, emoji));
  expect((await person.sees(id, ({ reactions }) => reactions.length === 0)).reactions).toEqual([]);
});

it('what the person does with a message is in what the API shows of it', async () => {
  const id = await person.writes('first');
  await person.does(id, 'edit', { text: 'second' });
  await bot.event('message_edit', ({ data }) => data['messageId'] === id);
  expect(await bot.knows(id)).toMatchObject({ text: 'second', editedAt: expect.any(String), fromMe: false });
  const ours = await bot.sent(bot.text(person.phone, 'look'));
  await bot.status(ours, 'delivered');
  expect(await bot.knows(ours)).toMatchObject({ status: 'delivered' });
  await person.does(ours, 'read');
  await bot.status(ours, 'read');
  expect(await bot.knows(ours)).toMatchObject({ status: 'read' });
});
