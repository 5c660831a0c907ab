import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const IMAGE = EXAMPLE_FILES.image;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

beforeAll(async () => {
  await bot.link();
  await world.emulator.phone(ben.phone, { name: 'Ben', addressing: 'lid' });
});

describe('an id that people in several chats have chosen', () => {
  const ID = 'SAME-1';

  beforeAll(async () => {
    await anna.writes('from Anna', { id: ID });
    // The webhook of Anna's message has the same id: wait for this one.
    const path = `/phones/${ben.phone}/messages`;
    await world.emulator.request('POST', path, { to: BOT, text: 'from Ben', id: ID });
    await bot.event('message', ({ data }) => data['id'] === ID && data['text'] === 'from Ben');
  });

  it('is refused where the chat is not named', async () => {
    const ambiguous = refused(409, 'CONFLICT', /several messages/);
    expect(await bot.message(ID)).toEqual(ambiguous);
    expect(await bot.edit(ID, 'x')).toEqual(ambiguous);
    expect(await bot.remove(ID, { scope: 'me' })).toEqual(ambiguous);
    expect(await bot.react(ID, '👍')).toEqual(ambiguous);
    expect(await bot.read(ID)).toEqual(ambiguous);
    const forwarding = await bot.forward(ID, anna.phone);
    expect(forwarding).toEqual(ambiguous);
    expect(forwarding.error?.details?.fields).toEqual([
      { field: 'messageId', reason: expect.stringContaining('chatId') },
    ]);
  });

  it('is solved by the chat: by phone, JID or LID', async () => {
    for (const [person, text] of [
      [anna, 'from Anna'],
      [ben, 'from Ben'],
    ] as const) {
      for (const chat of [person.phone, person.chatId, await person.lid()])
        expect(await bot.message(ID, chat)).toMatchObject({
          code: 200,
          data: { text, chatId: person.chatId },
        });
    }
    expect(await bot.message(ID, '15559999999')).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    expect(await bot.message(ID, 'nobody')).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('is what is meant in the chat, of whatever is done with it', async () => {
    await bot.sent(bot.react(ID, '👍', anna.phone));
    await bot.sent(bot.react(ID, '❤️', await ben.lid()));
    await anna.sees(ID, ({ reactions }) => reactions[0]?.emoji === '👍');
    await ben.sees(ID, ({ reactions }) => reactions[0]?.emoji === '❤️');
    expect(await bot.read(ID, ben.phone)).toMatchObject({ code: 200, data: { chatId: ben.chatId } });
    await ben.has(ID, 'read');
    expect(await anna.receipts(ID)).not.toContain('read');
    const { data } = await bot.forward(ID, anna.phone, ben.phone);
    expect(await anna.sees(String(data?.results[0]?.messageId))).toMatchObject({ text: 'from Ben' });
    expect(await bot.edit(ID, 'x', anna.phone)).toEqual(refused(409, 'CONFLICT', /own messages/));
  });

  it('is quoted in the chat that is written to', async () => {
    for (const [person, text] of [
      [anna, 'from Anna'],
      [ben, 'from Ben'],
    ] as const) {
      const id = await bot.sent(bot.text(person.phone, 'yes', { quotedMessageId: ID }));
      expect((await person.sees(id)).quoted).toMatchObject({ id: ID, text });
    }
    const elsewhere = await bot.text('15550003333', 'who?', { quotedMessageId: ID });
    expect(elsewhere).toEqual(refused(409, 'CONFLICT', /several messages/));
  });
});

describe('an id that somebody takes who did not choose it', () => {
  it('is ours in what only we can do, and otherwise that of the first message with it', async () => {
    const ours = await bot.sent(bot.text(anna.phone, 'ours'));
    const path = `/phones/${anna.phone}/messages`;
    await world.emulator.request('POST', path, { to: BOT, text: 'theirs', id: ours });
    await bot.hears(ours);
    expect(await bot.message(ours, anna.phone)).toMatchObject({ code: 200, data: { text: 'ours' } });
    const answer = await bot.sent(bot.text(anna.phone, 'see above', { quotedMessageId: ours }));
    expect((await anna.sees(answer)).quoted).toMatchObject({ text: 'ours' });
    await bot.sent(bot.edit(ours, 'better'));
    await bot.sent(bot.remove(ours));
    // What only makes sense for theirs is done to theirs.
    expect(await bot.read(ours, anna.phone)).toMatchObject({ code: 200 });
  });

  it('in another chat does not keep ours from being changed', async () => {
    const ours = await bot.sent(bot.text(anna.phone, 'to Anna'));
    const path = `/phones/${ben.phone}/messages`;
    await world.emulator.request('POST', path, { to: BOT, text: 'from Ben', id: ours });
    await bot.hears(ours);
    await bot.sent(bot.edit(ours, 'still to Anna'));
    await anna.sees(ours, ({ text }) => text === 'still to Anna');
    await bot.sent(bot.remove(ours));
    await anna.sees(ours, ({ deleted }) => deleted);
  });

  it('in a group is that of the member who had it first', async () => {
    const { jid } = await world.emulator.request('POST', `/phones/${anna.phone}/groups`, {
      subject: 'ids',
      participants: [BOT, ben.phone],
    });
    const group = String(jid);
    const first = await world.emulator.request('POST', `/phones/${anna.phone}/messages`, {
      to: group,
      text: 'by Anna',
    });
    const id = String(first['messageId']);
    await bot.hears(id);
    await world.emulator.request('POST', `/phones/${ben.phone}/messages`, { to: group, text: 'by Ben', id });
    await bot.event('message', ({ data }) => data['id'] === id && data['text'] === 'by Ben');
    expect(await bot.message(id)).toMatchObject({ code: 200, data: { text: 'by Anna' } });
    await bot.sent(bot.react(id, '👍'));
  });
});

describe('deleted for ourselves alone', () => {
  it.each([
    { whose: 'of ours, to a phone', make: () => bot.sent(bot.text(anna.phone, 'a secret')), of: () => anna },
    { whose: 'of ours, to a LID', make: () => bot.sent(bot.text(ben.phone, 'a secret')), of: () => ben },
    { whose: 'of theirs, from a phone', make: () => anna.writes('a secret'), of: () => anna },
    { whose: 'of theirs, from a LID', make: () => ben.writes('a secret'), of: () => ben },
  ])('a message $whose is gone from our own phone, and not from theirs', async ({ make, of }) => {
    const id = await make();
    const own = new Person(world, BOT, bot);
    await own.sees(id);
    const { code, data } = await bot.remove(id, { scope: 'me' });
    expect({ code, data }).toEqual({
      code: 200,
      data: { messageId: id, timestamp: expect.any(Number), status: 'sent' },
    });
    await own.sees(id, ({ deletedForMe }) => deletedForMe === true);
    const known = await bot.knows(id);
    expect(known).toMatchObject({ deletedAt: expect.any(String) });
    expect(known).not.toHaveProperty('text');
    const seen = await of().sees(id);
    expect(seen).toMatchObject({ text: 'a secret', deleted: false });
    // It is theirs alone now: nothing can be done with it here.
    expect(await bot.react(id, '👍')).toEqual(refused(409, 'CONFLICT', /deleted/));
    expect(await bot.remove(id)).toEqual(refused(409, 'CONFLICT', /deleted/));
  });
});

describe('the id of a message is enough after the server was killed', () => {
  it.each([
    { addressing: 'pn', of: () => anna },
    { addressing: 'lid', of: () => ben },
  ])('to do all that can be done with it (chat addressed by $addressing)', async ({ of }) => {
    const person = of();
    const ours: string[] = [];
    const theirs: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      ours.push(await bot.sent(bot.text(person.phone, `our ${text}`)));
      theirs.push(await person.writes(`their ${text}`));
    }
    const [edited = '', deleted = '', noted = ''] = ours;
    const [liked = '', read = '', hidden = ''] = theirs;
    const picture = await bot.sent(bot.media('image', { to: person.phone, media: IMAGE, caption: 'before' }));
    const before = await person.sees(picture);
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');

    await bot.sent(bot.edit(edited, 'better'));
    await person.sees(edited, ({ text }) => text === 'better');
    await bot.sent(bot.edit(picture, 'after'));
    await person.sees(
      picture,
      ({ caption, media }) => caption === 'after' && media?.sha256 === before.media?.sha256,
    );
    await bot.sent(bot.remove(deleted));
    await person.sees(deleted, (message) => message.deleted);
    for (const id of [liked, noted]) {
      await bot.sent(bot.react(id, '🎉'));
      await person.sees(id, ({ reactions }) => reactions[0]?.emoji === '🎉');
      const answer = await bot.sent(bot.text(person.phone, 're', { quotedMessageId: id }));
      expect((await person.sees(answer)).quoted?.id).toBe(id);
    }
    expect((await bot.read(read)).code).toBe(200);
    await person.has(read, 'read');
    for (const [id, text] of [
      [liked, 'their one'],
      [noted, 'our three'],
    ] as const) {
      const { data } = await bot.forward(id, [anna.phone, ben.phone]);
      for (const [index, each] of [anna, ben].entries())
        expect(await each.sees(String(data?.results[index]?.messageId))).toMatchObject({ text });
    }
    const { data } = await bot.forward(picture, person.phone);
    const copy = await person.sees(String(data?.results[0]?.messageId));
    expect(copy).toMatchObject({ caption: 'after', media: { sha256: before.media?.sha256 } });
    expect((await bot.remove(hidden, { scope: 'me' })).code).toBe(200);
    await new Person(world, BOT, bot).sees(hidden, ({ deletedForMe }) => deletedForMe === true);
  });
});
