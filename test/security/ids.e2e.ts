import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { createMediaLink, getMessageMedia } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { inDatabase } from '../harness/database.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000081';
const LONGEST = 1024;
/** The kinds of the servers of WhatsApp's addresses. */
const SERVERS = ['s.whatsapp.net', 'lid', 'g.us', 'newsletter', 'broadcast', 'nowhere'];

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550108101', bot);
const ben = new Person(world, '15550108102', bot);

beforeAll(async () => bot.link());

/** As docs/receiving.md shows it. */
function inPath(id: string): string {
  return /^[\w-]+$/.test(id) ? id : `~${Buffer.from(id).toString('base64url')}`;
}

/** A text that no database can compress. */
function noise(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

/** Somebody's client sends this protobuf under whatever id and attributes. */
async function sends(from: Person, message: object, more: object = {}): Promise<void> {
  await world.emulator.request('POST', `/phones/${from.phone}/raw`, { to: BOT, message, ...more });
}

/** Waits until everything that somebody has sent so far is recorded. */
async function settled(from: Person): Promise<void> {
  await from.writes('that is all');
}

async function reported(event: string, messageId: string) {
  return (await bot.event(event, ({ data }) => data['messageId'] === messageId)).data;
}

function reports(event: string, messageId: string): number {
  return world.receiver.named(event).filter(({ data }) => data['messageId'] === messageId).length;
}

function edits(id: string, text: string): object {
  const key = { remoteJid: `${BOT}@s.whatsapp.net`, fromMe: true, id };
  return { protocolMessage: { type: 14, key, editedMessage: { conversation: text } } };
}

describe('a message under an id that is', () => {
  const IDS: [string, string][] = [
    ['a way to another route', '../disconnect'],
    ['a way to another instance', '../../victim'],
    ['two dots', '..'],
    ['a dot', '.'],
    ['a slash', '/'],
    ['encoded dots', '%2e%2e%2f%2e%2e'],
    ['half of an encoding', '%'],
    ['a query', '?scope=everyone#x'],
    ['like an id in base64url', '~Li4'],
    ['a blank', ' '],
    ['in other letters', 'żółć 🎉'],
    ['a line break', 'a\r\nb'],
    ['as long as possible', '🎉'.repeat(LONGEST / 4)],
    ['as long as possible, and of no pattern', noise(LONGEST)],
  ];

  it.each(IDS)('%s can be shown, quoted, reacted to, read and forwarded', async (what, id) => {
    await sends(anna, { conversation: what }, { id });
    expect((await bot.hears(id)).data).toMatchObject({ id, text: what });
    expect(await bot.message(inPath(id))).toMatchObject({ code: 200, data: { id, text: what } });
    expect(await bot.react(inPath(id), '👍')).toMatchObject({ code: 200, data: { messageId: id } });
    await anna.sees(id, ({ reactions }) => reactions[0]?.emoji === '👍');
    const reply = await bot.sent(bot.text(anna.phone, 'yes', { quotedMessageId: id }));
    expect((await anna.sees(reply)).quoted).toMatchObject({ id, text: what });
    expect(await bot.read(inPath(id))).toMatchObject({ code: 200 });
    expect(await bot.forward(inPath(id), ben.phone)).toMatchObject({ code: 200 });
  });

  it.each(IDS.filter(([, id]) => !/^\.\.?$/.test(id) && !id.startsWith('~')))(
    '%s can be shown by its encoding for URLs, too',
    async (_what, id) => {
      expect(await bot.message(id)).toMatchObject({ code: 200, data: { id } });
    },
  );

  it.each(['search', 'scheduled'])('the name of a route can be shown: %s', async (id) => {
    await sends(anna, { conversation: 'by name' }, { id });
    await bot.hears(id);
    const path = `~${Buffer.from(id).toString('base64url')}`;
    expect(await bot.message(path)).toMatchObject({ code: 200, data: { id, text: 'by name' } });
  });

  it('has a file that a link without a key leads to', async () => {
    const id = '../../../keys';
    const picture = await world.emulator.sendMedia(anna.phone, BOT, bytesOf(EXAMPLE_FILES.image), {
      kind: 'image',
      mimetype: 'image/png',
    });
    await bot.hears(picture);
    await sends(anna, { imageMessage: '{{copy}}' }, { id, type: 'media', copyMediaOf: picture });
    await bot.hears(id);
    const path = { instanceId: 'bot', messageId: inPath(id) };
    const { data: file } = await getMessageMedia({ client: world.api.client, path, parseAs: 'arrayBuffer' });
    const made = await createMediaLink({ client: world.api.client, path, body: {} });
    const link = made.data?.data.path ?? '';
    expect(link).not.toMatch(/\.\.|%/);
    const answer = await fetch(new URL(link, world.api.url));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(Object(file)))).toBe(true);
  });

  it.each([
    ['longer than a path can contain', 'x'.repeat(LONGEST + 1)],
    ['longer than an index can contain, in bytes', '€'.repeat(LONGEST)],
    ['longer than an index can contain, and of no pattern', noise(50_000)],
    ['with a NUL', 'a\0b'],
  ])('%s is settled without an event', async (_what, id) => {
    const before = (await bot.state()).ignored?.['message/other'] ?? 0;
    await sends(anna, { conversation: 'no event' }, { id });
    await sends(anna, edits(id, 'edited'), { edit: '1' });
    await settled(anna);
    expect(world.receiver.named('message').some(({ data }) => data['id'] === id)).toBe(false);
    expect(reports('message_edit', id)).toBe(0);
    expect((await bot.state()).ignored).toMatchObject({ 'message/other': before + 2 });
  });

  it('no base64url of a text is refused, and names the field', async () => {
    for (const path of ['~', '~Li', '~Li4=', '~_w'])
      expect(await bot.message(path)).toEqual(refused(400, 'INVALID_REQUEST', /./));
    expect(await bot.message('x'.repeat(LONGEST + 1))).toEqual(refused(400, 'INVALID_REQUEST', /./));
  });
});

describe('an event about a message', () => {
  it('that is known says so', async () => {
    const id = await anna.writes('to be changed');
    await anna.does(id, 'edit', { text: 'changed' });
    expect(await reported('message_edit', id)).toMatchObject({ targetKnown: true });
    await sends(anna, { reactionMessage: { key: { id, remoteJid: BOT, fromMe: true }, text: '🎉' } });
    expect(await reported('message_reaction', id)).toMatchObject({ targetKnown: true });
    await anna.does(id, 'delete');
    expect(await reported('message_delete', id)).toMatchObject({ targetKnown: true });
  });

  it('that is unknown says that only its sender knows it', async () => {
    await sends(anna, edits('NEVER-1', 'x'), { edit: '1' });
    expect(await reported('message_edit', 'NEVER-1')).toMatchObject({ targetKnown: false });
    await sends(anna, { protocolMessage: { type: 0, key: { id: 'NEVER-2', fromMe: true } } }, { edit: '7' });
    expect(await reported('message_delete', 'NEVER-2')).toMatchObject({ targetKnown: false });
    await sends(anna, { reactionMessage: { key: { id: 'NEVER-3', fromMe: true }, text: '🎉' } });
    expect(await reported('message_reaction', 'NEVER-3')).toMatchObject({ targetKnown: false });
  });

  it('that is known in another chat only does not count, or is about nothing that is known', async () => {
    const id = await ben.writes('by Ben, to the bot');
    await sends(anna, edits(id, 'forged'), { edit: '1' });
    await sends(anna, { protocolMessage: { type: 0, key: { id, fromMe: true } } }, { edit: '7' });
    await sends(anna, { reactionMessage: { key: { id, fromMe: true }, text: '🎉' } });
    expect(await reported('message_reaction', id)).toMatchObject({
      targetKnown: false,
      chatId: anna.chatId,
    });
    expect([reports('message_edit', id), reports('message_delete', id)]).toEqual([0, 0]);
    expect(await bot.knows(id)).toMatchObject({ text: 'by Ben, to the bot' });
  });
});

describe('an edit', () => {
  const MINUTE = 60;
  const now = Math.floor(Date.now() / 1000);
  /** By the time of WhatsApp's server. */
  const at = (seconds: number) => ({ attributes: { t: String(now + seconds) } });

  it('counts up to 20 minutes after its message, as in the apps', async () => {
    await sends(anna, { conversation: 'old' }, { id: 'AGED', ...at(-60 * MINUTE) });
    await bot.hears('AGED');
    await sends(anna, edits('AGED', 'in time'), { edit: '1', ...at(-41 * MINUTE) });
    expect(await reported('message_edit', 'AGED')).toMatchObject({ text: 'in time' });
    await sends(anna, edits('AGED', 'too late'), { edit: '1', ...at(-40 * MINUTE) });
    await settled(anna);
    expect(await bot.knows('AGED')).toMatchObject({ text: 'in time' });
    expect(reports('message_edit', 'AGED')).toBe(1);
    expect((await bot.state()).ignored).toMatchObject({ 'message/edit/late': 1 });
  });

  it('is judged by its own time, however late it arrives', async () => {
    await sends(anna, { conversation: 'old' }, { id: 'QUEUED', ...at(-300 * MINUTE) });
    await bot.hears('QUEUED');
    await sends(anna, edits('QUEUED', 'at once'), { edit: '1', ...at(-299 * MINUTE) });
    expect(await reported('message_edit', 'QUEUED')).toMatchObject({ text: 'at once' });
  });
});

describe('somebody who claims to be our own phone', () => {
  const PEER = { attributes: { category: 'peer' } };

  it('is heard as what they are', async () => {
    await sends(anna, { conversation: 'as a peer' }, { id: 'PEER-1', ...PEER });
    expect((await bot.hears('PEER-1')).data).toMatchObject({ text: 'as a peer', fromMe: false });
    expect(await bot.message('PEER-1')).toMatchObject({ code: 200 });
  });

  it('leaves no row behind that would be handled as one', async () => {
    const protocolMessage = { type: 5, historySyncNotification: { syncType: 1 } };
    await sends(anna, { protocolMessage }, PEER);
    await settled(anna);
    expect((await bot.state()).ignored).toMatchObject({
      'message/protocolMessage.HISTORY_SYNC_NOTIFICATION': 1,
    });
  });
});

describe('ids and addresses that are far too long for an index', () => {
  const digits = (length: number) => Array.from(randomBytes(length), (byte) => byte % 10).join('');

  /** WhatsApp delivers this stanza. */
  const delivers = async (tag: string, attrs: object, content?: object[]) =>
    world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag, attrs, content });

  it('keep no instance from what comes after them, whatever they stand in', async () => {
    const from = world.receiver.mark;
    const own = `${BOT}@s.whatsapp.net`;
    const someone = `${anna.phone}@s.whatsapp.net`;
    const t = String(Math.floor(Date.now() / 1000));
    for (const server of SERVERS) {
      const jid = `${server === 'nowhere' ? noise(5_000) : digits(5_000)}@${server}`;
      await delivers('receipt', { id: noise(5_000), from: jid, type: 'read', t });
      await delivers('receipt', { id: noise(5_000), from: '120363041234567890@g.us', participant: jid, t });
      await delivers('notification', { id: noise(5_000), from: jid, type: 'w:gp2', participant: jid, t }, [
        { tag: 'add', attrs: {}, content: [{ tag: 'participant', attrs: { jid } }] },
      ]);
      await delivers('notification', { id: noise(5_000), from: jid, type: 'picture', t }, [
        { tag: 'set', attrs: { jid, id: noise(5_000), author: jid } },
      ]);
      await delivers('call', { id: noise(5_000), from: jid, t }, [
        { tag: 'offer', attrs: { 'call-id': noise(20), 'call-creator': jid } },
      ]);
      await delivers('presence', { from: jid, type: 'unavailable' });
      await delivers('message', { id: noise(5_000), from: jid, type: 'text', participant: jid, t }, [
        { tag: 'unavailable', attrs: { type: 'view_once' } },
      ]);
      await delivers('message', { id: noise(20), from: jid, type: 'text', participant: jid, t });
    }
    await delivers('call', { id: noise(20), from: someone, t }, [
      { tag: 'offer', attrs: { 'call-id': noise(5_000), 'call-creator': someone } },
    ]);
    const key = { remoteJid: own, fromMe: true, id: noise(5_000), participant: `${noise(5_000)}@lid` };
    await sends(anna, { reactionMessage: { key, text: '👍' } });
    await sends(anna, { protocolMessage: { type: 0, key } }, { edit: '7' });
    await sends(anna, { pinInChatMessage: { key, type: 1 } });
    await sends(anna, {
      extendedTextMessage: {
        text: 'an answer',
        contextInfo: {
          stanzaId: noise(5_000),
          participant: `${noise(5_000)}@lid`,
          quotedMessage: { conversation: 'x' },
        },
      },
    });
    await settled(anna);
    expect(await bot.message(await ben.writes('and on it goes'))).toMatchObject({ code: 200 });
    const ends = ['disconnected', 'reconnecting', 'error'];
    expect(world.receiver.arrivals.all.slice(from).filter(({ event }) => ends.includes(event))).toEqual([]);
    expect(await bot.state()).toMatchObject({ status: 'connected' });
  });
});

describe('somebody who knows the id of a message to somebody else', () => {
  let id: string;

  beforeAll(async () => {
    id = await bot.sent(bot.text(anna.phone, 'for Anna alone'));
    await anna.gets('for Anna alone');
  });

  async function receipt(from: Person, type: string, content: object[] = []): Promise<void> {
    const attrs = { id, from: `${from.phone}@s.whatsapp.net`, type, t: '1760000000' };
    await world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag: 'receipt', attrs, content });
  }

  it('does not say that it was played', async () => {
    await receipt(ben, 'played');
    await settled(ben);
    expect((await bot.knows(id, anna.chatId)).status).not.toBe('played');
    await receipt(anna, 'played');
    await bot.status(id, 'played');
  });

  it('gets no copy of it', async () => {
    await receipt(ben, 'retry', [{ tag: 'retry', attrs: { count: '1', id, t: '1760000000', v: '1' } }]);
    await settled(ben);
    // What was sent again would be there before.
    await bot.sent(bot.text(ben.phone, 'for Ben'));
    await ben.gets('for Ben');
    expect(await ben.texts()).not.toContain('for Anna alone');
  });
});

it('a phone that asks for a message again gets no others that it lists', async () => {
  await world.emulator.fault({ kind: 'unreadable', phone: anna.phone, times: 2 });
  await world.emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'receipt', times: 2 });
  const id = await bot.sent(bot.text(anna.phone, 'asked for'));
  const other = await bot.sent(bot.text(anna.phone, 'only listed'));
  await eventually(
    () => world.emulator.events(anna.phone),
    (events) => [id, other].every((each) => events.some((event) => event.messageId === each)),
    'the phone to fail twice',
  );
  const t = '1760000000';
  await world.emulator.request('POST', `/phones/${BOT}/stanzas`, {
    tag: 'receipt',
    attrs: { id, from: `${anna.phone}@s.whatsapp.net`, type: 'retry', t },
    content: [
      { tag: 'retry', attrs: { count: '1', id, t, v: '1' } },
      { tag: 'list', attrs: {}, content: [{ tag: 'item', attrs: { id: other } }] },
    ],
  });
  await anna.gets('asked for');
  await bot.sent(bot.text(anna.phone, 'the next one'));
  await anna.gets('the next one');
  expect(await anna.texts()).not.toContain('only listed');
});

it('a sender key is for a group, and not for whatever its sender names', async () => {
  const axolotlSenderKeyDistributionMessage = Buffer.concat([
    Buffer.of(0x33),
    proto.SenderKeyDistributionMessage.encode({
      id: 1,
      iteration: 0,
      chainKey: randomBytes(32),
      signingKey: Buffer.concat([Buffer.of(5), randomBytes(32)]),
    }).finish(),
  ]).toString('base64');
  const keyOf = (groupId: string) => ({ groupId, axolotlSenderKeyDistributionMessage });
  const forged = `${noise(3_000)}@g.us`;
  for (const groupId of [forged, '120363000000000081@g.us'])
    await sends(ben, { conversation: 'hello', senderKeyDistributionMessage: keyOf(groupId) });
  await settled(ben);
  expect(await bot.state()).toMatchObject({ status: 'connected' });
  const kept = await inDatabase(world.api, `select id from signal_keys where type = 'sender-key'`);
  const ids = kept.map((row) => String(row['id']));
  expect(ids.filter((each) => each.startsWith('120363000000000081@g.us'))).toHaveLength(1);
  expect(ids.filter((each) => each.length > 500)).toEqual([]);
});
