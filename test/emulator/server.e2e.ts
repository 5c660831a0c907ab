import type { BinaryNode } from '@whiskeysockets/baileys';
import { getBinaryNodeChild, getBinaryNodeChildren, S_WHATSAPP_NET } from '@whiskeysockets/baileys';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { Stage } from './stage.js';
import { type TestCompanion } from './test-companion.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const ANNA_JID = jidOf(ANNA);

let stage: Stage;
let bot: TestCompanion;
const frames: BinaryNode[] = [];

beforeAll(async () => {
  stage = await Stage.open();
  await stage.control.post('/phones', { phone: ANNA, name: 'Anna' });
  bot = await stage.pair(BOT);
  listen();
  await bot.send(ANNA_JID, { text: 'Hello' });
});

afterAll(async () => {
  expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
  expect((await stage.control.get('/stats')).errors).toBe(0);
  await stage.close();
});

afterEach(async () => {
  await stage.control.delete('/faults');
  await stage.control.delete('/complaints');
});

/** Notes the stanzas of this connection. The handshake's frames are bytes. */
function listen(): void {
  bot.socket.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if ('tag' in frame) frames.push(frame);
  });
}

/** The next stanza to the client that fits. */
async function stanza(fits: (node: BinaryNode) => boolean, what: string): Promise<BinaryNode> {
  return comes(what, () => frames.find(fits));
}

/** What a notification of a group says under such a tag. */
async function notice(jid: string, tag: string): Promise<BinaryNode> {
  const node = await stanza(
    (each) => each.attrs['from'] === jid && getBinaryNodeChild(each, tag) !== undefined,
    `the notification ${tag}`,
  );
  const child = getBinaryNodeChild(node, tag);
  if (!child) throw new Error('gone');
  return child;
}

function ask(xmlns: string, type: string, content: BinaryNode[], to = S_WHATSAPP_NET): Promise<BinaryNode> {
  return bot.socket.query({ tag: 'iq', attrs: { to, xmlns, type }, content });
}

/** The code that a query is refused with; 0 if it is answered. */
async function refusal(query: Promise<unknown>): Promise<number> {
  return query.then(
    () => 0,
    (error: unknown) => Number(Object(error).data),
  );
}

/** The ack of a message. */
function ack(id: string): Promise<BinaryNode> {
  return stanza((node) => node.tag === 'ack' && node.attrs['id'] === id, `the ack of ${id}`);
}

async function newGroup(body: object = {}): Promise<string> {
  const participants = [BOT, BEN];
  const { jid } = await stage.control.post(`/phones/${ANNA}/groups`, { subject: 'G', participants, ...body });
  await comes('the group', () => bot.groups.some(({ id }) => id === jid));
  return jid;
}

describe('people', () => {
  it('can be without a number for others, and have a user name', async () => {
    const dora = '15550007001';
    await stage.control.post('/phones', { phone: dora, hidesNumber: true, username: 'dora.x' });
    const { messageId } = await stage.control.post(`/phones/${dora}/messages`, { to: BOT, text: 'Who?' });
    const node = await stanza(({ attrs }) => attrs['id'] === messageId, 'the message');
    expect(node.attrs).toMatchObject({ from: await stage.lidOf(dora), addressing_mode: 'lid' });
    expect(node.attrs).toMatchObject({ sender_username: 'dora.x' });
    expect(node.attrs).not.toHaveProperty('sender_pn');
  });

  it('are addressed by number when they are set so', async () => {
    const old = '15550007002';
    await stage.control.post('/phones', { phone: old, addressing: 'pn' });
    await stage.control.post(`/phones/${old}/messages`, { to: BOT, text: 'By number' });
    expect((await bot.hears('By number')).key.remoteJid).toBe(jidOf(old));
  });

  it('get nothing under a number that is not their own, which is acknowledged all the same', async () => {
    const [own, alias] = ['554700001234', '5547900001234'];
    await stage.control.post('/phones', { phone: own, aliases: [alias] });
    expect(await bot.socket.onWhatsApp(alias)).toMatchObject([{ exists: true, jid: jidOf(own) }]);
    const id = await bot.send(jidOf(alias), { text: 'Anybody?' });
    expect((await ack(id)).attrs).not.toHaveProperty('error');
    expect(await stage.control.get(`/phones/${own}/messages`)).toEqual([]);
    expect(await stage.control.get(`/phones/${alias}/messages`)).toEqual([]);
  });

  it('do not exist before anybody has used their number, if the server is set so', async () => {
    await stage.control.patch('/settings', { strangers: 'unregistered' });
    const stranger = '15550007003';
    await ack(await bot.send(jidOf(stranger), { text: 'Anybody?' }));
    await stage.control.patch('/settings', { strangers: 'registered' });
    expect(await stage.control.get(`/phones/${stranger}`)).toMatchObject({ registered: false });
    expect(await stage.control.get(`/phones/${stranger}/messages`)).toEqual([]);
  });

  it('can ask for a token of those who write first', async () => {
    const shy = '15550007004';
    await stage.control.post('/phones', { phone: shy, needsToken: true });
    const refused = await bot.send(jidOf(shy), { text: 'Hi' });
    expect((await ack(refused)).attrs).toMatchObject({ error: '463' });
    await stage.control.post(`/phones/${shy}/trust`, { to: BOT });
    await stanza(({ attrs }) => attrs['type'] === 'privacy_token', 'the token');
    await comes('a message that is let through', async () => {
      const id = await bot.send(jidOf(shy), { text: 'Hi again' });
      return (await ack(id)).attrs['error'] === undefined;
    });
  });

  it('are blocked by what a companion says, and no longer', async () => {
    const pest = '15550007005';
    const lid = await stage.lidOf(pest);
    await stage.control.post(`/phones/${pest}/messages`, { to: BOT, text: 'Buy!' });
    await bot.hears('Buy!');
    await bot.socket.updateBlockStatus(lid, 'block');
    expect(await bot.socket.fetchBlocklist()).toEqual([lid]);
    await stage.control.post(`/phones/${pest}/messages`, { to: BOT, text: 'Buy now!' });
    await bot.socket.updateBlockStatus(lid, 'unblock');
    await stage.control.post(`/phones/${pest}/messages`, { to: BOT, text: 'Sorry' });
    await bot.hears('Sorry');
    expect(bot.messages.some(({ message }) => message.message?.conversation === 'Buy now!')).toBe(false);
  });

  it('tell of a new number', async () => {
    const [before, after] = ['15550007006', '15550007007'];
    const jid = await newGroup({ participants: [BOT, before] });
    await stage.control.post(`/phones/${before}/number`, { to: after });
    const [participant] = getBinaryNodeChildren(await notice(jid, 'modify'), 'participant');
    expect(participant?.attrs).toMatchObject({ jid: await stage.lidOf(after), phone_number: jidOf(after) });
    const { participants } = await stage.control.get(`/groups/${jid}`);
    expect(participants).toMatchObject([{ phone: ANNA }, { phone: BOT }, { phone: after }]);
  });
});

describe('what the server says', () => {
  it('asks a client that comes again to go the same way, and to read again what has changed', async () => {
    await bot.close();
    await stage.control.post(`/phones/${ANNA}/groups`, { subject: 'While away', participants: [BOT] });
    bot.connect();
    listen();
    const isDirty = (node: BinaryNode) => getBinaryNodeChild(node, 'dirty')?.attrs['type'] === 'groups';
    await stanza(isDirty, 'what is dirty');
    await stage.control.post(`/phones/${ANNA}/messages`, { to: BOT, text: 'Back?' });
    await bot.hears('Back?');
    expect(Buffer.from(bot.socket.authState.creds.routingInfo ?? '').toString()).toBe(`emulator ${BOT}`);
  });

  it('tells of devices as one list with hashes and a signed list of what is valid', async () => {
    await bot.send(ANNA_JID, { text: 'Which devices?' });
    await stage.pair(ANNA, 'hers');
    const node = await stanza(({ attrs }) => attrs['type'] === 'devices', 'the devices');
    expect(node.attrs).toMatchObject({ from: ANNA_JID, lid: await stage.lidOf(ANNA) });
    const add = getBinaryNodeChild(node, 'add');
    expect(add?.attrs['device_hash']).toMatch(/^2:/);
    expect(getBinaryNodeChildren(add, 'device').map(({ attrs }) => attrs)).toEqual([
      {
        jid: `${ANNA}:1@s.whatsapp.net`,
        lid: (await stage.lidOf(ANNA)).replace('@', ':1@'),
        'key-index': '1',
      },
    ]);
    expect(getBinaryNodeChild(add, 'key-index-list')?.content).toBeInstanceOf(Uint8Array);
  });

  it('numbers the changes of members', async () => {
    const jid = await newGroup();
    await stage.control.post(`/phones/${ANNA}/groups/${jid}/participants`, { add: ['15550007010'] });
    const { attrs } = await notice(jid, 'add');
    expect(Number(attrs['v_id'])).toBe(Number(attrs['prev_v_id']) + 1);
  });

  it('tells of groups that are suspended, and of communities', async () => {
    const jid = await newGroup();
    await stage.control.patch(`/groups/${jid}`, { suspended: true });
    await notice(jid, 'suspended');
    const id = await bot.send(jid, { text: 'Anybody?' });
    expect((await ack(id)).attrs).toMatchObject({ error: '403' });
    await stage.control.patch(`/groups/${jid}`, { suspended: false });
    await notice(jid, 'unsuspended');
    const body = { group: '120363000000000001@g.us', subject: 'All', type: 'parent_group' };
    await stage.control.post(`/groups/${jid}/link`, body);
    expect((await notice(jid, 'link')).attrs).toMatchObject({ link_type: 'parent_group' });
    await stage.control.post(`/groups/${jid}/link`, { ...body, linked: false });
    expect((await notice(jid, 'unlink')).attrs).toMatchObject({ unlink_type: 'parent_group' });
  });

  it.each([
    ['by-type', { key: expect.any(String) }, undefined],
    ['by-message', { message_id: expect.any(String) }, 'delivery'],
  ])('gathers the receipts of a group %s', async (groupReceipts, attributes, type) => {
    const jid = await newGroup();
    await stage.control.patch('/settings', { groupReceipts });
    const id = await bot.send(jid, { text: 'To all' });
    const node = await stanza(({ tag, attrs }) => tag === 'receipt' && attrs['id'] === id, 'the receipts');
    await stage.control.patch('/settings', { groupReceipts: 'single' });
    const gathered = getBinaryNodeChild(node, 'participants');
    expect(gathered?.attrs).toEqual(attributes);
    const users = getBinaryNodeChildren(gathered, 'user').map(({ attrs }) => attrs);
    expect(users.some((user) => user['type'] === type && user['jid']?.endsWith('@lid'))).toBe(true);
  });

  it('lists what is read at once in one receipt', async () => {
    const ids = [await bot.send(ANNA_JID, { text: 'One' }), await bot.send(ANNA_JID, { text: 'Two' })];
    await comes('both', async () => {
      const inbox: { id: string }[] = await stage.control.get(`/phones/${ANNA}/messages`);
      return ids.every((id) => inbox.some((message) => message.id === id));
    });
    await stage.control.post(`/phones/${ANNA}/read`, { ids });
    const node = await stanza(
      ({ tag, attrs }) => tag === 'receipt' && attrs['type'] === 'read' && attrs['id'] === ids[0],
      'the receipt',
    );
    const listed = getBinaryNodeChildren(getBinaryNodeChild(node, 'list'), 'item');
    expect(listed.map(({ attrs }) => attrs['id'])).toEqual(ids.slice(1));
  });

  it('brings posts of channels, masked messages, and stanzas with other names', async () => {
    const channel = '120363000000000009@newsletter';
    await stage.control.post(`/phones/${BOT}/channel-posts`, { channel, text: 'News' });
    const post = await stanza(({ attrs }) => attrs['from'] === channel, 'the post');
    expect(getBinaryNodeChild(post, 'plaintext')?.content).toBeInstanceOf(Uint8Array);
    await stage.control.post(`/phones/${ANNA}/messages`, {
      to: BOT,
      text: 'Secret',
      masked: true,
      id: 'M-1',
    });
    const masked = await comes('the placeholder', () =>
      bot.messages.find(({ message }) => message.key.id === 'M-1'),
    );
    expect(masked.message.message?.placeholderMessage).toBeTruthy();
    await stage.control.post(`/phones/${ANNA}/raw`, {
      to: BOT,
      tag: 'appdata',
      id: 'APP-1',
      message: { conversation: 'x' },
    });
    expect(await stanza(({ attrs }) => attrs['id'] === 'APP-1', 'the appdata')).toMatchObject({
      tag: 'appdata',
    });
  });
});

describe('what clients ask', () => {
  it('is limited in each namespace', async () => {
    await stage.control.patch('/settings', { rates: { 'w:g2': { burst: 2, perSecond: 0 } } });
    const query = () => refusal(bot.socket.groupFetchAllParticipating());
    expect([await query(), await query(), await query()]).toEqual([0, 0, 429]);
    await stage.control.patch('/settings', { rates: { 'w:g2': { burst: 1000, perSecond: 1000 } } });
    await comes('it to be answered again', async () => (await query()) === 0);
  });

  it('creates groups with their settings', async () => {
    const content: BinaryNode[] = [
      { tag: 'participant', attrs: { jid: ANNA_JID } },
      { tag: 'locked', attrs: {} },
      { tag: 'announcement', attrs: {} },
      { tag: 'ephemeral', attrs: { expiration: '86400' } },
      { tag: 'member_add_mode', attrs: {}, content: Buffer.from('admin_add') },
      {
        tag: 'membership_approval_mode',
        attrs: {},
        content: [{ tag: 'group_join', attrs: { state: 'on' } }],
      },
    ];
    const create = { tag: 'create', attrs: { subject: 'Furnished' }, content };
    const made = getBinaryNodeChild(await ask('w:g2', 'set', [create], '@g.us'), 'group');
    expect(await stage.control.get(`/groups/${made?.attrs['id']}@g.us`)).toMatchObject({
      locked: true,
      announce: true,
      ephemeral: 86_400,
      memberAddMode: 'admin_add',
      joinApproval: true,
    });
  });

  it('is answered about settings, status privacy, businesses and restrictions', async () => {
    const props = await ask('w', 'get', [{ tag: 'props', attrs: {} }]);
    expect(getBinaryNodeChild(props, 'props')).toBeDefined();
    // Whoever has never chosen gets an error, and posts to all contacts.
    await expect(ask('status', 'get', [{ tag: 'privacy', attrs: {} }])).rejects.toThrow('item-not-found');
    expect(await bot.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false });
    const until = Math.floor(Date.now() / 1000) + 3600;
    const kind = 'reachout_timelock';
    await stage.control.post(`/phones/${BOT}/restriction`, { kind, until });
    expect(await bot.socket.fetchAccountReachoutTimelock()).toMatchObject({
      isActive: true,
      enforcementType: 'BIZ_QUALITY',
      timeEnforcementEnds: new Date(until * 1000),
    });
    const id = await bot.send(jidOf('15550007020'), { text: 'Hi' });
    expect((await ack(id)).attrs).toMatchObject({ error: '463' });
    await stage.control.delete(`/phones/${BOT}/restriction`);
    expect(await bot.socket.fetchNewChatMessageCap()).toMatchObject({ capping_status: 'NONE' });
  });
});

describe('what clients send', () => {
  it('is refused in a group that has another addressing by now', async () => {
    const jid = await newGroup({ addressing: 'pn' });
    await bot.socket.groupMetadata(jid);
    await ack(await bot.send(jid, { text: 'Before' }));
    await stage.control.patch(`/groups/${jid}`, { addressing: 'lid' });
    const id = 'STALE-1';
    await bot.socket.sendNode({
      tag: 'message',
      attrs: { to: jid, id, type: 'text', addressing_mode: 'pn' },
      content: [{ tag: 'enc', attrs: { v: '2', type: 'skmsg' }, content: Buffer.from('x') }],
    });
    expect((await ack(id)).attrs).toMatchObject({ error: '421' });
  });

  it('is answered with the hash of the devices, if the client has other ones', async () => {
    const jid = await newGroup();
    await stage.control.post('/faults', { kind: 'ack-phash', phone: BOT, times: 1 });
    expect((await ack(await bot.send(jid, { text: 'One' }))).attrs['phash']).toMatch(/^2:/);
    expect((await ack(await bot.send(jid, { text: 'Two' }))).attrs).not.toHaveProperty('phash');
  });

  it('is complained of if its id was used before for another one, not if it is sent again', async () => {
    const id = await bot.send(ANNA_JID, { text: 'First' });
    await ack(id);
    for (const text of ['First', 'Second'])
      await bot.socket.relayMessage(ANNA_JID, { extendedTextMessage: { text } }, { messageId: id });
    const complaints = await comes('a complaint', async () => {
      const answer = await stage.control.get('/complaints');
      return answer.count > 0 && answer.complaints;
    });
    expect(complaints).toMatchObject([{ kind: 'reused_id', from: BOT, messageId: id, chat: ANNA }]);
    await stage.control.delete('/complaints');
  });

  it('is complained of: a missing timer, and mentions in the wrong addressing', async () => {
    await stage.control.post(`/phones/${ANNA}/timer`, { to: BOT, seconds: 86_400 });
    const forgetful = await bot.send(ANNA_JID, { text: 'For ever' });
    const jid = await newGroup();
    const strange = await bot.send(jid, { text: '@Ben', mentions: [jidOf(BEN)] });
    const complaints = await comes('the complaints', async () => {
      const answer = await stage.control.get('/complaints');
      return answer.count === 2 && answer.complaints;
    });
    expect(complaints).toMatchObject([
      { kind: 'timer', from: BOT, messageId: forgetful, chat: ANNA },
      { kind: 'mentions', from: BOT, messageId: strange, chat: jid },
    ]);
    expect((await stage.control.get('/stats')).complaints).toBe(2);
    await stage.control.delete('/complaints');
    await stage.control.post(`/phones/${ANNA}/timer`, { to: BOT, seconds: 0 });
    await ack(await bot.send(ANNA_JID, { text: 'Without a timer again' }));
    expect(await stage.control.get('/complaints')).toEqual({ count: 0, complaints: [] });
  });
});

describe('time', () => {
  it('passes on the way, in the order of what is sent', async () => {
    await stage.control.patch('/settings', { latency: { least: 5, most: 40 } });
    const texts = Array.from({ length: 5 }, (_, n) => `slow ${n}`);
    for (const text of texts) await stage.control.post(`/phones/${ANNA}/messages`, { to: BOT, text });
    await bot.hears('slow 4');
    await stage.control.patch('/settings', { latency: { least: 0, most: 0 } });
    const heard = bot.messages.flatMap(({ message }) => message.message?.conversation ?? []);
    expect(heard.filter((text) => text.startsWith('slow'))).toEqual(texts);
  });

  it('does not bring back sessions of before a new installation', async () => {
    const eva = '15550007030';
    await stage.control.post(`/phones/${eva}/messages`, { to: BOT, text: 'Before' });
    await bot.hears('Before');
    await ack(await bot.send(jidOf(eva), { text: 'Answer' }));
    await stage.control.post(`/phones/${eva}/messages`, { to: BOT, text: 'Still before' });
    await bot.hears('Still before');
    await stage.control.post(`/phones/${eva}/reinstall`, {});
    const { messageId } = await stage.control.post(`/phones/${eva}/messages`, { to: BOT, text: 'After' });
    const node = await stanza(({ attrs }) => attrs['id'] === messageId, 'the message');
    expect(getBinaryNodeChild(node, 'enc')?.attrs['type']).toBe('pkmsg');
    await bot.hears('After');
  });
});
