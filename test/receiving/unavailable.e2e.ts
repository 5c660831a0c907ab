import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const META_AI = '867051314767696@bot';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await world.emulator.phone(anna.phone);
  await bot.link();
  await anna.writes('hello');
});

/** Hands the account's companions a message with this content. Resolves with its event. */
async function comes(id: string, content: object[], attrs: Record<string, string> = {}) {
  const all = {
    from: await anna.lid(),
    sender_pn: anna.chatId,
    id,
    t: '1795888000',
    type: 'media',
    ...attrs,
  };
  await world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag: 'message', attrs: all, content });
  return (await bot.hears(id)).data;
}

async function nothingIsQueued(): Promise<void> {
  await eventually(
    async () => (await world.emulator.get('/stats')).phones[BOT].queued,
    (queued) => queued === 0,
    'an empty queue',
  );
}

describe('a message without content for this device', () => {
  it.each([
    ['view_once', 'view_once'],
    ['view_once_unavailable_fanout', 'view_once'],
    ['hosted_unavailable_fanout', 'not_decrypted'],
    ['bot_unavailable_fanout', 'not_decrypted'],
  ])('announced as %s is reported as %s', async (type, unavailable) => {
    const data = await comes(`AWAY-${type}`, [{ tag: 'unavailable', attrs: { type } }], { notify: 'Anna' });
    expect(data).toMatchObject({
      type: 'unknown',
      unavailable,
      chatId: anna.chatId,
      senderPhone: anna.phone,
      senderName: 'Anna',
      fromMe: false,
      timestamp: 1795888000,
    });
    expect(await bot.knows(`AWAY-${type}`)).toMatchObject({
      type: 'unknown',
      unavailable,
      chatId: anna.chatId,
    });
  });

  it('is reported if the account itself sent it', async () => {
    const attrs = { id: 'AWAY-OWN', from: `${BOT}@s.whatsapp.net`, recipient: anna.chatId, t: '1795888000' };
    const content = [{ tag: 'unavailable', attrs: { type: 'view_once' } }];
    await world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag: 'message', attrs, content });
    const { data } = await bot.event('message_sent', (arrival) => arrival.data['id'] === 'AWAY-OWN');
    expect(data).toMatchObject({ unavailable: 'view_once', chatId: anna.chatId, fromMe: true });
  });

  it('is reported if nobody can decrypt it, and what comes next is heard', async () => {
    const content = [{ tag: 'enc', attrs: { v: '2', type: 'msg' }, content: { base64: 'BwcHBwcHBwc=' } }];
    expect(await comes('SEALED', content)).toMatchObject({ unavailable: 'not_decrypted', type: 'unknown' });
    await anna.writes('next');
  });

  it('is reported if it has a ciphertext of a new kind, none in its place, nothing at all, or a plain text', async () => {
    const enc = (attrs: Record<string, string>, content?: string) => ({ tag: 'enc', attrs, content });
    const contents = {
      'new-kind': [enc({ v: '3', type: 'some_day' }, 'x')],
      'no-ciphertext': [enc({ v: '2', type: 'msg' })],
      'nothing-at-all': [],
      'plain-text': [{ tag: 'plaintext', attrs: {}, content: { base64: 'CgJoaQ==' } }],
    };
    const told = await Promise.all(Object.entries(contents).map(([id, content]) => comes(id, content)));
    for (const data of told) expect(data).toMatchObject({ unavailable: 'not_decrypted', type: 'unknown' });
  });

  it('is only counted if apps do not show it either: an edit, a vote or a reaction', async () => {
    const attrs = { from: await anna.lid(), sender_pn: anna.chatId, id: 'HIDDEN', t: '1795888000' };
    const enc = { v: '2', type: 'msg', 'decrypt-fail': 'hide' };
    const content = [{ tag: 'enc', attrs: enc, content: { base64: 'BwcHBwcHBwc=' } }];
    await world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag: 'message', attrs, content });
    await eventually(
      async () => (await bot.state()).ignored,
      (counts) => counts['message/hidden'] === 1,
      'the reaction to be counted',
    );
    expect(world.receiver.named('message').map(({ data }) => data['id'])).not.toContain('HIDDEN');
  });

  it('is reported if the answer of a bot comes before its ciphertext', async () => {
    const enc = (type: string) => ({
      tag: 'enc',
      attrs: { v: '2', type },
      content: { base64: 'BwcHBwcHBwc=' },
    });
    expect(await comes('MIXED', [enc('msmsg'), enc('msg')])).toMatchObject({ unavailable: 'not_decrypted' });
  });

  it('is reported if our phone does not answer', async () => {
    const data = await comes('ANNOUNCED', [{ tag: 'unavailable', attrs: { type: 'some_day' } }]);
    expect(data).toMatchObject({ unavailable: 'not_decrypted' });
  });

  it('is reported if a bot wrote it, once', async () => {
    const enc = { tag: 'enc', attrs: { v: '2', type: 'msmsg' }, content: { base64: 'BwcHBwcHBwc=' } };
    const bot1 = { tag: 'bot', attrs: { edit: 'first' } };
    const data = await comes('BOT1', [enc, bot1], { from: META_AI, sender_pn: '', notify: 'Meta AI' });
    expect(data).toMatchObject({ unavailable: 'not_decrypted', chatId: META_AI, senderName: 'Meta AI' });
    const attrs = { from: META_AI, id: 'BOT2', t: '1795888000', type: 'text' };
    const last = [enc, { tag: 'bot', attrs: { edit: 'last' } }];
    await world.emulator.request('POST', `/phones/${BOT}/stanzas`, { tag: 'message', attrs, content: last });
    await anna.writes('after the bot');
    expect(world.receiver.named('message').map((arrival) => arrival.data['id'])).not.toContain('BOT2');
    expect((await bot.state()).ignored).toMatchObject({ 'message/bot': 1 });
  });

  it('is acknowledged', nothingIsQueued);
});

describe('a message that could not be decrypted at first', () => {
  it('is reported once more when it arrives again and can be read', async () => {
    const content = [{ tag: 'enc', attrs: { v: '2', type: 'msg' }, content: { base64: 'BwcHBwcHBwc=' } }];
    await comes('LATER', content);
    const from = world.receiver.mark;
    await world.emulator.send(anna.phone, { to: BOT, text: 'now it can be read', id: 'LATER' });
    const { data } = await bot.event('message', (arrival) => arrival.data['id'] === 'LATER', { from });
    expect(data).toMatchObject({ type: 'text', text: 'now it can be read' });
    expect(data['unavailable']).toBeUndefined();
    expect(await bot.knows('LATER')).toMatchObject({ type: 'text', text: 'now it can be read' });
  });
});

describe('a message of our own phone to this device', () => {
  it('that could not be decrypted is asked for again, and counted', async () => {
    await world.emulator.fault({ kind: 'undecryptable', phone: BOT, times: 1 });
    // Its content comes from our phone, which is asked for it.
    const id = await anna.writes('from the phone', { onlyPhone: true });
    await bot.event('message', ({ data }) => data['id'] === id && data['text'] === 'from the phone');
    expect((await bot.state()).ignored).toMatchObject({ 'message/peer/undecrypted': 1 });
  });
});
