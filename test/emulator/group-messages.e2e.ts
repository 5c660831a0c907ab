import { randomBytes } from 'node:crypto';
import { type BinaryNode, proto, type WAMessage } from '@whiskeysockets/baileys';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { sealVote } from './secrets.js';
import { Stage } from './stage.js';
import { type TestCompanion, textOf } from './test-companion.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
const DORA = '15550004444';

interface Shown {
  id: string;
  [field: string]: unknown;
}

/** What a phone shows of a message. */
function seen(stage: Stage, phone: string, id: string): Promise<Shown> {
  return comes(`message ${id} on the phone ${phone}`, async () => {
    const messages: Shown[] = await stage.control.get(`/phones/${phone}/messages?all=true`);
    return messages.find((message) => message.id === id);
  });
}

const eventsOf = (stage: Stage, phone: string, kind: string): Promise<Shown[]> =>
  stage.control
    .get(`/phones/${phone}/events`)
    .then((events: Shown[]) => events.filter((event) => event.kind === kind));

/** The kinds of ciphertext in the messages that a client gets from now on, by id. */
function ciphers(companion: TestCompanion): Map<string, string> {
  const found = new Map<string, string>();
  companion.socket.ws.on('CB:message', ({ attrs, content }: BinaryNode) => {
    const encs = Array.isArray(content) ? content.filter(({ tag }) => tag === 'enc') : [];
    found.set(attrs.id ?? '', encs.map((enc) => enc.attrs.type).join('+'));
  });
  return found;
}

describe.each(['lid', 'pn'] as const)('messages in a group that is addressed by %s', (addressing) => {
  let stage: Stage;
  let bot: TestCompanion;
  let anna: TestCompanion;
  let group: string;
  let address: Record<string, string>;
  let alternative: Record<string, string>;

  beforeAll(async () => {
    stage = await Stage.open();
    address = {};
    alternative = {};
    const people = { [BOT]: 'Bot', [ANNA]: 'Anna', [BEN]: 'Ben', [CARA]: 'Cara', [DORA]: 'Dora' };
    for (const [phone, name] of Object.entries(people)) {
      const { jid, lid } = await stage.control.post('/phones', { phone, name });
      address[phone] = addressing === 'lid' ? lid : jid;
      alternative[phone] = addressing === 'lid' ? jid : lid;
    }
    bot = await stage.pair(BOT);
    anna = await stage.pair(ANNA);
    const made = await stage.control.post(`/phones/${BEN}/groups`, {
      subject: 'Talk',
      participants: [BOT, ANNA, CARA],
      addressing,
    });
    group = made.jid;
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await stage.control.get('/stats')).errors).toBe(0);
    await stage.close();
  });

  const write = async (phone: string, body: object): Promise<string> =>
    (await stage.control.post(`/phones/${phone}/messages`, { to: group, ...body })).messageId;
  const heardBy = (companion: TestCompanion, id: string): Promise<WAMessage> =>
    comes(`message ${id}`, () => companion.messages.find(({ message }) => message.key.id === id)?.message);
  const receipts = (phone: string, id: string) =>
    stage.control.get(`/phones/${phone}/messages/${id}/receipts`);

  it('brings what a client writes to every phone and client, and their receipts back', async () => {
    const id = await bot.send(group, { text: 'Hello all' });
    const { key, pushName } = await anna.hears('Hello all');
    expect(key).toMatchObject({
      remoteJid: group,
      fromMe: false,
      participant: address[BOT],
      participantAlt: alternative[BOT],
      addressingMode: addressing,
    });
    expect(pushName).toBe('Bot');
    for (const phone of [ANNA, BEN, CARA])
      expect(await seen(stage, phone, id)).toMatchObject({
        text: 'Hello all',
        group,
        participant: address[BOT],
        from: jidOf(BOT),
        to: group,
        peer: group,
        device: 1,
        fromMe: false,
      });
    expect(await seen(stage, BOT, id)).toMatchObject({ fromMe: true, onPhone: false });
    await stage.control.post(`/phones/${BEN}/messages/${id}/read`);
    const told = (phone: string, field: 'receiptTimestamp' | 'readTimestamp') =>
      comes(`${field} of ${phone}`, () =>
        bot.receiptsOf(id).some((receipt) => receipt.userJid === address[phone] && receipt[field]),
      );
    for (const phone of [ANNA, BEN, CARA]) await told(phone, 'receiptTimestamp');
    await told(BEN, 'readTimestamp');
  });

  it('brings what a person writes to every client and phone, with one key for all', async () => {
    const kinds = ciphers(bot);
    const first = await write(BEN, { text: 'Hello from a phone' });
    const second = await write(BEN, { text: 'And again' });
    for (const companion of [bot, anna]) {
      const { key, pushName } = await companion.hears('Hello from a phone');
      expect(key).toMatchObject({
        remoteJid: group,
        participant: address[BEN],
        participantAlt: alternative[BEN],
        fromMe: false,
      });
      expect(pushName).toBe('Ben');
      await companion.hears('And again');
    }
    expect([kinds.get(first), kinds.get(second)]).toEqual([expect.stringMatching(/msg\+skmsg$/), 'skmsg']);
    expect(await seen(stage, CARA, first)).toMatchObject({ group, participant: address[BEN], device: 0 });
    await bot.socket.readMessages([(await heardBy(bot, first)).key]);
    await comes('the receipts', async () => {
      const all = (await receipts(BEN, first)).map(
        ({ from, type }: Shown) => `${String(from)} ${String(type)}`,
      );
      return [`${jidOf(BOT)} read`, `${jidOf(ANNA)} inactive`, `${jidOf(CARA)} delivered`].every((one) =>
        all.some((receipt: string) => receipt === one || receipt === one.replace('inactive', 'delivered')),
      );
    });
  });

  it('carries quotes, mentions, reactions, edits and votes', async () => {
    const asked = await write(BEN, { text: 'Who @comes?', mentions: [CARA] });
    const heard = await bot.hears('Who @comes?');
    expect(heard.message?.extendedTextMessage?.contextInfo?.mentionedJid).toEqual([address[CARA]]);
    const answer = await bot.socket.sendMessage(
      group,
      { text: 'Me', mentions: [address[BEN] ?? ''] },
      { quoted: heard },
    );
    const answerId = answer?.key.id ?? '';
    expect(await seen(stage, CARA, answerId)).toMatchObject({
      quoted: { id: asked, author: address[BEN] },
      mentions: [address[BEN]],
    });
    await bot.send(group, { react: { key: heard.key, text: '👍' } });
    await write(CARA, { text: 'Me too', quoted: answerId });
    expect((await bot.hears('Me too')).message?.extendedTextMessage?.contextInfo).toMatchObject({
      stanzaId: answerId,
      participant: address[BOT],
    });
    await stage.control.post(`/phones/${CARA}/messages/${answerId}/reaction`, { emoji: '❤️' });
    await comes('both reactions', async () => {
      const [one, two] = [await seen(stage, CARA, asked), await seen(stage, BEN, answerId)];
      return JSON.stringify([one.reactions, two.reactions]).match(/👍.*❤️/s);
    });
    await comes('the reaction', () =>
      bot.messages.some(
        ({ message: { message } }) =>
          message?.reactionMessage?.text === '❤️' &&
          message.reactionMessage.key?.id === answerId &&
          message.reactionMessage.key.fromMe,
      ),
    );
    await bot.send(group, { text: 'Me, surely', edit: answer?.key });
    await stage.control.post(`/phones/${BEN}/messages/${asked}/edit`, { text: 'Who comes?' });
    await comes('the edits', async () => {
      const own = await seen(stage, CARA, asked);
      return own.text === 'Who comes?' && (await seen(stage, BEN, answerId)).text === 'Me, surely';
    });
    await comes('the edit', () =>
      bot.updates.some(
        ({ key, update }) =>
          key.id === asked && textOf(update.message?.editedMessage?.message) === 'Who comes?',
      ),
    );

    const poll = await write(BEN, { poll: { name: 'When?', options: ['Noon', 'Later'] } });
    const ballot = await heardBy(bot, poll);
    await stage.control.post(`/phones/${CARA}/messages/${poll}/vote`, { options: ['Later'] });
    const vote = sealVote(['Noon'], ballot.message, ballot.key, {
      id: poll,
      author: address[BEN] ?? '',
      speaker: address[BOT] ?? '',
    });
    await bot.socket.relayMessage(group, { pollUpdateMessage: vote }, {});
    await comes('the votes', async () => {
      const { poll: shown } = await seen(stage, CARA, poll);
      return JSON.stringify(shown).includes(
        JSON.stringify([
          { from: jidOf(CARA), options: ['Later'] },
          { from: jidOf(BOT), options: ['Noon'] },
        ]),
      );
    });
  });

  it('carries files both ways', async () => {
    const media = randomBytes(2000).toString('base64');
    const id = await write(BEN, { kind: 'document', media, fileName: 'menu.pdf', caption: 'Look' });
    const heard = await heardBy(bot, id);
    expect(heard.message?.documentWithCaptionMessage?.message?.documentMessage).toMatchObject({
      fileName: 'menu.pdf',
      caption: 'Look',
    });
    const kept = await fetch(`${stage.emulator.url}/phones/${CARA}/messages/${id}/media`);
    expect(Buffer.from(await kept.arrayBuffer()).toString('base64')).toBe(media);
    const forwarded = await bot.send(group, { forward: heard });
    expect(await seen(stage, CARA, forwarded)).toMatchObject({ type: 'document', caption: 'Look', group });
  });

  it('lets authors and admins delete, and nobody else', async () => {
    const mine = await bot.send(group, { text: 'Mine' });
    const theirs = await write(CARA, { text: 'Theirs' });
    const { key } = await bot.hears('Theirs');
    await bot.send(group, { delete: key });
    await stage.control.post(`/phones/${BEN}/messages/${mine}/delete`);
    await comes('the deletion by an admin', async () => (await seen(stage, CARA, mine)).deleted);
    await comes('the deletion', () =>
      bot.updates.some(({ key: { id }, update }) => id === mine && update.message === null),
    );
    const refused = await stage.control.raw('POST', `/phones/${CARA}/messages/${mine}/edit`, { text: 'x' });
    expect(refused.status).toBe(400);
    const own = await bot.send(group, { text: 'Again mine' });
    await seen(stage, CARA, own);
    expect((await seen(stage, CARA, theirs)).deleted).toBe(false);
    await stage.control.post(`/phones/${CARA}/messages/${theirs}/delete`);
    await comes('the deletion by the author', async () => (await seen(stage, BEN, theirs)).deleted);
    await bot.send(group, { delete: { remoteJid: group, fromMe: true, id: own } });
    await comes('the deletion by the client', async () => (await seen(stage, BEN, own)).deleted);
  });

  it('encrypts again for those who could not read', async () => {
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 1 });
    await write(BEN, { text: 'Read me, from a phone' });
    await bot.hears('Read me, from a phone');
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 1 });
    await anna.send(group, { text: 'Read me, from a client' });
    await bot.hears('Read me, from a client');
    await stage.control.post('/faults', { kind: 'unreadable', phone: CARA, times: 1 });
    const id = await bot.send(group, { text: 'Read me, phone' });
    expect(await seen(stage, CARA, id)).toMatchObject({ text: 'Read me, phone', group });
    expect(await eventsOf(stage, CARA, 'unreadable')).toMatchObject([
      { messageId: id, from: jidOf(BOT), count: 1 },
    ]);
    const after = await write(BEN, { text: 'All is well' });
    await bot.hears('All is well');
    const last = await bot.send(group, { text: 'Indeed' });
    for (const phone of [BEN, CARA, ANNA]) await seen(stage, phone, last);
    await seen(stage, CARA, after);
    expect(await eventsOf(stage, CARA, 'unreadable')).toHaveLength(1);
    expect(await stage.control.get('/faults')).toEqual([]);
  });

  it('goes on with those who are there as people come and go', async () => {
    const path = `/phones/${BEN}/groups/${group}/participants`;
    const kinds = ciphers(bot);
    const before = await write(BEN, { text: 'Before' });
    await bot.hears('Before');
    await stage.control.post(path, { add: [DORA], remove: [CARA] });
    const welcome = await bot.send(group, { text: 'Welcome' });
    expect(await seen(stage, DORA, welcome)).toMatchObject({ text: 'Welcome', group });
    await seen(stage, ANNA, welcome);
    await write(DORA, { text: 'Thank you' });
    for (const companion of [bot, anna]) await companion.hears('Thank you');
    await stage.control.post(path, { remove: [ANNA] });
    const changed = await write(BEN, { text: 'Among us' });
    await bot.hears('Among us');
    expect([kinds.get(before), kinds.get(changed)]).toEqual(['skmsg', expect.stringMatching(/msg\+skmsg$/)]);
    await stage.control.post(path, { add: [ANNA] });
    await write(BEN, { text: 'Back again' });
    await anna.hears('Back again');
    expect(anna.messages.some(({ message }) => textOf(message.message) === 'Among us')).toBe(false);
    const farewell = await stage.control.raw('POST', `/phones/${CARA}/messages`, {
      to: group,
      text: 'Let me in',
    });
    expect(farewell.status).toBe(403);
    const ids = (await stage.control.get(`/phones/${CARA}/messages`)).map(({ id }: Shown) => id);
    expect(ids).not.toContain(welcome);
  });

  it('goes on after a restart of the emulator, and brings what a client has missed', async () => {
    await anna.close();
    await write(BEN, { text: 'While you were away' });
    await bot.send(group, { text: 'Me too, while you were away' });
    await bot.hears('While you were away');
    await bot.close();
    await stage.restart();
    await anna.open();
    await bot.open();
    await anna.hears('While you were away');
    await anna.hears('Me too, while you were away');
    const kinds = ciphers(bot);
    const id = await write(BEN, { text: 'Still here?' });
    await bot.hears('Still here?');
    expect(kinds.get(id)).toBe('skmsg');
    const unreadable = (await eventsOf(stage, BEN, 'unreadable')).length;
    const answer = await bot.send(group, { text: 'Still here' });
    await seen(stage, BEN, answer);
    expect(await eventsOf(stage, BEN, 'unreadable')).toHaveLength(unreadable);
  });
});

describe('a member with several devices', () => {
  let stage: Stage;
  let group: string;

  beforeAll(async () => {
    stage = await Stage.open();
    await stage.control.post('/phones', { phone: BOT, history: true });
    const made = await stage.control.post(`/phones/${BEN}/groups`, {
      subject: 'Devices',
      participants: [BOT],
    });
    group = made.jid;
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await stage.control.get('/stats')).errors).toBe(0);
    await stage.close();
  });

  it('sees the same on all of them, what came before included', async () => {
    const first = await stage.pair(BOT, 'first');
    const id = await first.send(group, { text: 'From the first' });
    for (const phone of [BEN, BOT]) await seen(stage, phone, id);
    await stage.control.post(`/phones/${BEN}/messages`, { to: group, text: 'From Ben' });
    await first.hears('From Ben');
    const second = await stage.pair(BOT, 'second');
    const chat = await comes('the history', () =>
      second.histories.flatMap(({ chats }) => chats).find((candidate) => candidate.id === group),
    );
    expect(chat.name).toBe('Devices');
    const before = second.histories.flatMap(({ messages }) => messages);
    expect(before.map(({ key, message }) => [key.fromMe, textOf(message)])).toEqual([
      [false, 'From Ben'],
      [true, 'From the first'],
    ]);
    expect(before[0]?.key.participant).toBe((await stage.control.get(`/phones/${BEN}`)).lid);

    await seen(stage, BOT, await second.send(group, { text: 'From the second' }));
    expect((await first.hears('From the second')).key).toMatchObject({ remoteJid: group, fromMe: true });
    await stage.control.post(`/phones/${BOT}/messages`, { to: group, text: 'From the phone' });
    for (const own of [first, second]) expect((await own.hears('From the phone')).key.fromMe).toBe(true);
    const shown: Shown[] = await stage.control.get(`/phones/${BOT}/messages?all=true`);
    expect(shown.map(({ text, fromMe, device }) => [text, fromMe, device])).toEqual([
      ['From the first', true, 1],
      ['From Ben', false, 0],
      ['From the second', true, 2],
      ['From the phone', true, 0],
    ]);
  });

  it('asks its phone for what only the phone can read', async () => {
    const third = await stage.pair(BOT, 'third');
    const { messageId } = await stage.control.post(`/phones/${BEN}/messages`, {
      to: group,
      text: 'For phones',
      onlyPhone: true,
    });
    await comes('the content', () =>
      third.messages.some(
        ({ message: { key, message } }) => key.id === messageId && textOf(message) === 'For phones',
      ),
    );
  });
});

describe('groups that do not take every message', () => {
  let stage: Stage;
  let bot: TestCompanion;

  beforeAll(async () => {
    stage = await Stage.open();
    bot = await stage.pair(BOT);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    await stage.close();
  });

  it('refuses what members write where only admins do', async () => {
    const made = await stage.control.post(`/phones/${BEN}/groups`, { subject: 'News', participants: [BOT] });
    await stage.control.patch(`/phones/${BEN}/groups/${made.jid}`, { announce: true });
    const id = await bot.send(made.jid, { text: 'Advertisement' });
    expect(await bot.status(id, proto.WebMessageInfo.Status.ERROR)).toBe(made.jid);
    expect(await stage.control.get(`/phones/${BEN}/messages`)).toEqual([]);
    await stage.control.post(`/phones/${BEN}/groups/${made.jid}/admins`, { promote: [BOT] });
    await seen(stage, BEN, await bot.send(made.jid, { text: 'News' }));
  });

  it('tells a client that it has no business there', async () => {
    const made = await stage.control.post(`/phones/${BEN}/groups`, {
      subject: 'Others',
      participants: [CARA],
    });
    await expect(bot.send(made.jid, { text: 'Hello?' })).rejects.toMatchObject({ data: 403 });
  });
});

describe('a large group', () => {
  let stage: Stage;
  let bot: TestCompanion;

  beforeAll(async () => {
    stage = await Stage.open();
    bot = await stage.pair(BOT);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await stage.control.get('/stats')).errors).toBe(0);
    await stage.close();
  });

  it('hears a client and each other, 200 people and more', async () => {
    const others = Array.from({ length: 200 }, (_, index) => String(15_550_100_000 + index));
    const made = await stage.control.post(`/phones/${BEN}/groups`, {
      subject: 'Crowd',
      participants: [BOT, ...others],
    });
    expect((await bot.socket.groupMetadata(made.jid)).participants).toHaveLength(202);
    const first = await bot.send(made.jid, { text: 'Hello, crowd' });
    const second = await bot.send(made.jid, { text: 'Still here?' });
    await Promise.all(
      [BEN, ...others].flatMap((phone) => [seen(stage, phone, first), seen(stage, phone, second)]),
    );
    await comes('all receipts', () => {
      const readers = bot.receiptsOf(second).map(({ userJid }) => userJid);
      return new Set(readers).size === 201;
    });
    const { messageId } = await stage.control.post(`/phones/${others[0]}/messages`, {
      to: made.jid,
      text: 'Hello, bot',
    });
    await bot.hears('Hello, bot');
    for (const phone of [BEN, ...others.slice(1, 3)]) await seen(stage, phone, messageId);
  });
});
