import { createHash } from 'node:crypto';
import { Bot } from '../harness/bot.js';
import { inDatabase } from '../harness/database.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { jidOf } from '../harness/jid.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
const DORA = '15550004444';
const MEMBERS = [ANNA, BEN, CARA];
const PIXEL = EXAMPLE_FILES.image;

/** A message to two hundred people takes a busy machine a while. */
const world = useWorld({ SEND_TIMEOUT_MS: '90000' });
const bot = new Bot(world, 'bot', BOT);
const people = new Map<string, Person>();

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  for (const phone of [...MEMBERS, DORA]) {
    await world.emulator.phone(phone, { name: `Person ${phone.slice(-4)}` });
    people.set(phone, new Person(world, phone, bot));
  }
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

function person(phone: string): Person {
  const found = people.get(phone);
  if (!found) throw new Error(`nobody has the phone ${phone}`);
  return found;
}

/** Anna makes a group. Resolves with its JID. */
async function makes(participants: string[], addressing?: 'lid' | 'pn'): Promise<string> {
  const body = { subject: 'Talk', participants, addressing };
  return String((await world.emulator.request('POST', `/phones/${ANNA}/groups`, body)).jid);
}

/** Anna changes a group on her phone. */
async function changes(group: string, method: string, path = '', body?: object) {
  return world.emulator.request(method, `/phones/${ANNA}/groups/${group}${path}`, body);
}

/** Waits until the bot has heard who came or went: until then it sends to those it knows. */
async function hearsOf(group: string, action: string, phone: string, from: number): Promise<void> {
  const fits = ({ data }: { data: Record<string, unknown> }): boolean =>
    data['groupJid'] === group &&
    data['action'] === action &&
    [data['participants']].flat().includes(jidOf(phone));
  await bot.event('group_participants', fits, { from });
}

/** The ids of what somebody has in a group. */
async function has(phone: string, group: string): Promise<Set<string>> {
  const messages = await person(phone).phoneMessages();
  return new Set(messages.filter((message) => message.to === group).map(({ id }) => id));
}

/** Waits until a message of the bot is on the phones of all of these, and no others. */
async function reaches(group: string, id: string, phones: string[]): Promise<void> {
  for (const phone of phones) await person(phone).sees(id);
  for (const phone of [...people.keys()].filter((each) => !phones.includes(each)))
    expect(await has(phone, group)).not.toContain(id);
}

/** The sender keys of the bot's own for a group, as digests: what nobody outside sees. */
async function senderKeys(group: string): Promise<string[]> {
  const rows = await inDatabase(
    world.api,
    "select value from signal_keys where type = 'sender-key' and id like ? order by id",
    `${group}::%`,
  );
  return rows.map((row) => {
    const states: { senderKeyId: number }[] = JSON.parse(
      Buffer.from(JSON.parse(String(row['value'])).data, 'base64').toString('utf8'),
    );
    return createHash('sha256')
      .update(String(states.at(-1)?.senderKeyId))
      .digest('hex');
  });
}

describe.each(['lid', 'pn'] as const)('in a group that names its members by %s', (addressing) => {
  let group: string;

  beforeAll(async () => {
    group = await makes([BOT, BEN, CARA], addressing);
  });

  describe('what the bot sends', () => {
    it('is on the phone of every member, and of nobody else', async () => {
      const id = await bot.sent(bot.text(group, 'Hello all'));
      await reaches(group, id, MEMBERS);
      const seen = await person(BEN).sees(id);
      expect(seen).toMatchObject({ from: jidOf(BOT), to: group, text: 'Hello all', fromMe: false });
      expect((await bot.knows(id)).status).toBe('sent');
    });

    it('may be files, polls, quotes and mentions', async () => {
      const asked = await person(BEN).sends({ to: group, text: 'Who is it?' });
      const reply = await bot.sent(
        bot.text(group, `It is @${CARA}`, { quotedMessageId: asked, mentions: [CARA] }),
      );
      const image = await bot.sent(bot.media('image', { to: group, media: PIXEL, caption: 'Look' }));
      const poll = await bot.sent(bot.poll({ to: group, name: 'Lunch?', options: ['Soto', 'Rawon'] }));
      for (const phone of MEMBERS) {
        const seen = await person(phone).sees(reply);
        expect(seen).toMatchObject({ quoted: { id: asked, text: 'Who is it?' } });
        expect(seen.mentions).toHaveLength(1);
        const picture = await person(phone).sees(image, ({ media }) => media !== undefined);
        expect(picture).toMatchObject({ type: 'image', caption: 'Look', media: { mimetype: 'image/png' } });
        expect((await person(phone).sees(poll)).poll).toMatchObject({ name: 'Lunch?' });
      }
      await person(CARA).does(poll, 'vote', { options: ['Rawon'] });
      const vote = await bot.event('poll_vote', ({ data }) => data['messageId'] === poll);
      expect(vote.data).toMatchObject({ chatId: group, participant: jidOf(CARA), options: ['Rawon'] });
    });

    it('can be edited, deleted and reacted to', async () => {
      const id = await bot.sent(bot.text(group, 'First'));
      await bot.sent(bot.edit(id, 'Second'));
      for (const phone of MEMBERS) await person(phone).sees(id, ({ text }) => text === 'Second');
      const theirs = await person(CARA).sends({ to: group, text: 'Nice' });
      await bot.sent(bot.react(theirs, '👍'));
      for (const phone of MEMBERS)
        await person(phone).sees(theirs, ({ reactions }) => reactions.some(({ emoji }) => emoji === '👍'));
      await bot.sent(bot.remove(id));
      for (const phone of MEMBERS) await person(phone).sees(id, ({ deleted }) => deleted);
    });
  });

  describe('what members send', () => {
    it('is told of once, with the group and who it was', async () => {
      const id = await person(BEN).sends({ to: group, text: 'Hello bot' });
      expect((await bot.hears(id)).data).toMatchObject({
        from: group,
        chatId: group,
        participant: jidOf(BEN),
        senderPhone: BEN,
        isGroup: true,
        fromMe: false,
        type: 'text',
        text: 'Hello bot',
      });
      await person(BEN).has(id, 'delivered');
    });

    it('may be files, edited, deleted and reacted to', async () => {
      const file = { kind: 'image', media: PIXEL.split(',', 2)[1], mimetype: 'image/png', caption: 'Look' };
      const image = await person(CARA).sends({ to: group, ...file });
      const { data } = await bot.hears(image);
      expect(data).toMatchObject({ type: 'image', caption: 'Look', participant: jidOf(CARA) });
      const { bytes } = await bot.file(image);
      expect(bytes?.toString('base64')).toBe(file.media);

      const id = await person(BEN).sends({ to: group, text: 'Helo' });
      const about = ({ data: told }: Arrival): boolean => told['messageId'] === id;
      const by = { chatId: group, participant: jidOf(BEN), senderPhone: BEN };
      await person(BEN).does(id, 'edit', { text: 'Hello' });
      expect((await bot.event('message_edit', about)).data).toMatchObject({ ...by, text: 'Hello' });
      await person(ANNA).does(id, 'reaction', { emoji: '👍' });
      expect((await bot.event('message_reaction', about)).data).toMatchObject({
        chatId: group,
        participant: jidOf(ANNA),
        emoji: '👍',
      });
      await person(BEN).does(id, 'delete');
      expect((await bot.event('message_delete', about)).data).toMatchObject(by);
    });
  });

  describe('while members come and go', () => {
    it('those who are there hear the bot, under a key that those who have gone do not know', async () => {
      const before = await bot.sent(bot.text(group, 'Before'));
      await reaches(group, before, MEMBERS);
      const from = world.receiver.mark;
      await changes(group, 'POST', '/participants', { add: [DORA] });
      await hearsOf(group, 'add', DORA, from);
      const welcome = await bot.sent(bot.text(group, 'Welcome'));
      await reaches(group, welcome, [...MEMBERS, DORA]);
      expect(await has(DORA, group)).not.toContain(before);
      const keys = await senderKeys(group);
      await changes(group, 'POST', '/participants', { remove: [CARA] });
      await hearsOf(group, 'remove', CARA, from);
      const among = await bot.sent(bot.text(group, 'Among us'));
      await reaches(group, among, [ANNA, BEN, DORA]);
      expect(await senderKeys(group)).not.toEqual(keys);
      const same = await senderKeys(group);
      await reaches(group, await bot.sent(bot.text(group, 'Still')), [ANNA, BEN, DORA]);
      expect(await senderKeys(group)).toEqual(same);
      const { code } = await changes(group, 'GET', '/invite');
      await world.emulator.request('POST', `/phones/${CARA}/groups/join`, { code });
      await hearsOf(group, 'join', CARA, from);
      await world.emulator.request('DELETE', `/phones/${DORA}/groups/${group}`);
      await hearsOf(group, 'leave', DORA, from);
      await reaches(group, await bot.sent(bot.text(group, 'Back again')), MEMBERS);
    });

    it('the bot hears those who come', async () => {
      await changes(group, 'POST', '/participants', { add: [DORA] });
      const id = await person(DORA).sends({ to: group, text: 'Thank you' });
      expect((await bot.hears(id)).data).toMatchObject({ participant: jidOf(DORA), chatId: group });
      await changes(group, 'POST', '/participants', { remove: [DORA] });
    });

    it('nothing is lost or doubled in either direction', async () => {
      const from = world.receiver.mark;
      const comings = async (): Promise<void> => {
        for (let round = 0; round < 6; round += 1) {
          await changes(group, 'POST', '/participants', { add: [DORA] });
          await changes(group, 'POST', '/participants', { remove: [DORA] });
        }
      };
      const talking = async (phone: string): Promise<string[]> => {
        const ids: string[] = [];
        for (let n = 0; n < 10; n += 1)
          ids.push(await world.emulator.send(phone, { to: group, text: `${phone} ${n}` }));
        return ids;
      };
      const sending = async (): Promise<string[]> => {
        const ids: string[] = [];
        for (let n = 0; n < 12; n += 1) ids.push(await bot.sent(bot.text(group, `bot ${n}`)));
        return ids;
      };
      const [, ben, cara, sent] = await Promise.all([comings(), talking(BEN), talking(CARA), sending()]);
      for (const id of sent) for (const phone of MEMBERS) await person(phone).sees(id);
      for (const id of [...ben, ...cara]) await bot.hears(id);
      const heard = world.receiver.arrivals.all
        .slice(from)
        .filter(({ event, data }) => event === 'message' && data['chatId'] === group)
        .map(({ data }) => String(data['id']));
      expect([...heard].sort()).toEqual([...ben, ...cara].sort());
      expect(heard.filter((id) => ben.includes(id))).toEqual(ben);
      expect(heard.filter((id) => cara.includes(id))).toEqual(cara);
    });
  });

  it('whoever could not read a message is sent it again', async () => {
    await world.emulator.fault({ kind: 'unreadable', phone: CARA, times: 1 });
    const id = await bot.sent(bot.text(group, 'Read me'));
    await reaches(group, id, MEMBERS);
    await world.emulator.fault({ kind: 'undecryptable', phone: BOT, times: 1 });
    const theirs = await person(BEN).sends({ to: group, text: 'Read me, too' });
    expect((await bot.hears(theirs)).data).toMatchObject({ text: 'Read me, too' });
  });

  it('all goes on after the server was killed: what was missed comes in order, what is sent can be read', async () => {
    await world.api.kill();
    const missed: string[] = [];
    for (let n = 0; n < 4; n += 1)
      for (const phone of [BEN, CARA, ANNA])
        missed.push(await world.emulator.send(phone, { to: group, text: `missed ${n}` }));
    await changes(group, 'POST', '/participants', { add: [DORA] });
    const from = world.receiver.mark;
    await world.api.start();
    await bot.hears(missed.at(-1) ?? '');
    const heard = world.receiver
      .firstSince(from)
      .filter(({ event, data }) => event === 'message' && data['chatId'] === group);
    expect(heard.map(({ data }) => data['id'])).toEqual(missed);
    await bot.reaches('connected');
    await reaches(group, await bot.sent(bot.text(group, 'Back')), [...MEMBERS, DORA]);
    await changes(group, 'POST', '/participants', { remove: [DORA] });
  });
});

describe('a group that does not take it', () => {
  it('is told apart: not a member, no such group, only admins write', async () => {
    const refusal = { code: 500, error: { code: 'WHATSAPP_ERROR', details: { outcome: 'not_sent' } } };
    const foreign = await makes([BEN]);
    expect(await bot.text(foreign, 'Let me in')).toMatchObject(refusal);
    expect((await bot.text(foreign, 'Let me in')).error?.details).toMatchObject({ reason: 'not_allowed' });
    expect(await bot.media('image', { to: foreign, media: PIXEL })).toMatchObject(refusal);
    expect(await bot.text('120363000000009999@g.us', 'Hello?')).toMatchObject({
      code: 404,
      error: { code: 'GROUP_NOT_FOUND' },
    });
    const quiet = await makes([BOT, BEN]);
    await changes(quiet, 'PATCH', '', { announce: true });
    const refused = await bot.text(quiet, 'May I?');
    expect(refused).toMatchObject({ ...refusal, error: { details: { code: '420' } } });
    await changes(quiet, 'PATCH', '', { announce: false });
    const left = await bot.sent(bot.text(quiet, 'Thanks'));
    await person(BEN).sees(left);
    await changes(quiet, 'POST', '/participants', { remove: [BOT] });
    expect(await bot.text(quiet, 'Hello?')).toMatchObject(refusal);
    for (const group of [foreign, quiet]) {
      const texts = (await person(BEN).phoneMessages())
        .filter(({ to }) => to === group)
        .map(({ text }) => text);
      expect(texts).toEqual(group === quiet ? ['Thanks'] : []);
    }
    expect((await bot.knows(left)).status).toBe('sent');
  });
});

describe('a group about which WhatsApp says nothing', () => {
  const silent = useWorld({ SEND_TIMEOUT_MS: '8000' });
  const mute = new Bot(silent, 'bot', BOT);
  const anna = new Person(silent, ANNA, mute);

  beforeAll(async () => mute.link());

  it.each([
    ['who is in it', 'w:g2', '15550006666'],
    ['what devices they have', 'usync', '15550006667'],
  ])('is not sent to when it does not say %s', async (_what, xmlns, stranger) => {
    const body = { subject: 'Silence', participants: [BOT, stranger] };
    const { jid } = await silent.emulator.request('POST', `/phones/${ANNA}/groups`, body);
    const group = String(jid);
    await silent.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
    expect(await mute.text(group, 'Anybody?')).toMatchObject({
      code: 504,
      error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'not_sent' } },
    });
    await silent.emulator.clearFaults();
    const id = await mute.sent(mute.text(group, 'Everybody!'));
    await anna.sees(id);
    const texts = (await anna.phoneMessages()).filter(({ to }) => to === group).map(({ text }) => text);
    expect(texts).toEqual(['Everybody!']);
  });
});

describe.each(['lid', 'pn'] as const)('a group of two hundred, by %s', (addressing) => {
  it('hears the bot, and is heard', async () => {
    const crowd = Array.from({ length: 198 }, (_, index) => String(15_550_200_000 + index));
    const group = await makes([BOT, ...crowd], addressing);
    expect((await world.emulator.get(`/groups/${group}`)).participants).toHaveLength(200);
    const ids = [
      await bot.sent(bot.text(group, 'Hello, crowd')),
      await bot.sent(bot.text(group, 'Still here?')),
    ];
    const everybody = [ANNA, ...crowd];
    await Promise.all(
      everybody.map((phone) =>
        eventually(
          () => world.emulator.inbox(phone),
          (inbox) => ids.every((id) => inbox.some((message) => message.id === id)),
          `both messages on ${phone}`,
        ),
      ),
    );
    const receipts = ({ event, data }: Arrival): boolean =>
      event === 'message_receipt' && data['messageId'] === ids[1] && data['type'] === 'delivered';
    const told = await world.receiver.arrivals.count(receipts, everybody.length, 'receipts');
    expect(new Set(told.map(({ data }) => data['participant']))).toEqual(new Set(everybody.map(jidOf)));
    const speakers = crowd.slice(0, 20);
    const said = await Promise.all(
      speakers.map((phone) => world.emulator.send(phone, { to: group, text: `I am ${phone}` })),
    );
    for (const [index, id] of said.entries())
      expect((await bot.hears(id)).data).toMatchObject({ participant: jidOf(speakers[index] ?? '') });
    await changes(group, 'POST', '/participants', { add: [DORA], remove: crowd.slice(-1) });
    const last = await bot.sent(bot.text(group, 'Welcome'));
    await person(DORA).sees(last);
    await person(ANNA).sees(last);
    expect((await world.emulator.inbox(crowd.at(-1) ?? '')).map(({ id }) => id)).not.toContain(last);
  });
});
