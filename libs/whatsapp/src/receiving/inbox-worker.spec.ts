import { withoutDevice } from '#libs/storage';
import { createCipheriv, createHash, hkdfSync } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { fileOf } from '../codec/media.js';
import { InboxBench, SELF } from '../testing/inbox-bench.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const ANNA_LID = '913103037140909@lid';
const SELF_JID = `${SELF.phone}@s.whatsapp.net`;
const GROUP = withoutDevice('120363041234567890@g.us');
const secret = Buffer.alloc(32, 9);
const iv = Buffer.alloc(12, 3);
const { Type } = proto.Message.ProtocolMessage;

const byPhone = { from: ANNA, sender_lid: ANNA_LID, notify: 'Anna' };
const byLid = { from: ANNA_LID, notify: 'Anna' };
const inGroup = { from: GROUP, participant: ANNA_LID, participant_pn: ANNA };
const fromPhone = { from: SELF_JID, category: 'peer' };

function sealed(use: string, id: string, people: [string, string], plain: Uint8Array, aad = '') {
  const info = `${id}${people.join('')}${use}`;
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', secret, '', info, 32)), iv);
  cipher.setAAD(Buffer.from(aad));
  return {
    encPayload: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
    encIv: iv,
  };
}

function sealedEdit(id: string, people: [string, string], editedMessage: proto.IMessage): proto.IMessage {
  const plain = proto.Message.encode({
    protocolMessage: { type: Type.MESSAGE_EDIT, editedMessage },
  }).finish();
  const { MESSAGE_EDIT } = proto.Message.SecretEncryptedMessage.SecretEncType;
  const edit = sealed('Message Edit', id, people, plain);
  return { secretEncryptedMessage: { ...edit, targetMessageKey: { id }, secretEncType: MESSAGE_EDIT } };
}

function vote(id: string, people: [string, string], ...options: string[]): proto.IMessage {
  const selectedOptions = options.map((option) => createHash('sha256').update(option).digest());
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
  const cast = sealed('Poll Vote', id, people, plain, `${id}\0${people[1]}`);
  return { pollUpdateMessage: { pollCreationMessageKey: { id }, vote: cast } };
}

describe('what is received', () => {
  let bench: InboxBench;

  beforeEach(async () => {
    bench = await InboxBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  const secretly = { messageContextInfo: { messageSecret: secret } };

  it('waits in its order while the database takes nothing, and goes on by itself', async () => {
    const { database } = bench.storage;
    const write = database.write.bind(database);
    await bench.receive({ ...byPhone, id: 'A' }, { conversation: 'first' });
    await bench.receive({ ...byPhone, id: 'B' }, { conversation: 'second' });
    database.write = async () => {
      throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
    };
    await bench.work();
    expect(await bench.events()).toEqual([]);
    bench.clock.advance(1_000);
    await bench.inboxWorker.idle();
    expect(await bench.events()).toEqual([]);
    database.write = write;
    bench.clock.advance(1_000);
    await bench.inboxWorker.idle();
    expect((await bench.events()).map(([, data]) => Object(data).id)).toEqual(['A', 'B']);
  });

  it('is told once, however often it comes', async () => {
    await bench.hear({ ...byPhone, id: 'A' }, { conversation: 'hi' });
    await bench.hear({ ...byLid, id: 'A' }, { conversation: 'hi' });
    expect(await bench.events()).toMatchObject([['message', { id: 'A', chatId: ANNA, senderName: 'Anna' }]]);
    expect(await bench.storage.chats.list(bench.instance.uid, { limit: 5 })).toMatchObject([
      { chat: ANNA, name: 'Anna' },
    ]);
  });

  it('may be edited twice in secret, whichever address the sender goes by', async () => {
    await bench.hear({ ...byPhone, id: 'A' }, { conversation: 'one', ...secretly });
    await bench.hear(byPhone, sealedEdit('A', [ANNA, ANNA_LID], { conversation: 'two' }));
    await bench.hear(byLid, sealedEdit('A', [ANNA_LID, ANNA_LID], { conversation: 'three' }));
    expect((await bench.events()).slice(1)).toMatchObject([
      ['message_edit', { messageId: 'A', chatId: ANNA, text: 'two', senderPhone: '15550001111' }],
      ['message_edit', { messageId: 'A', chatId: ANNA, text: 'three' }],
    ]);
    expect(await bench.message('A')).toMatchObject({ text: 'three', edited_at: expect.any(Number) });
  });

  it('has a receipt of nobody but the person it was sent to', async () => {
    await bench.hear({ ...byPhone, id: 'A' }, { conversation: 'hi' });
    await bench.hear({ from: SELF_JID, recipient: ANNA, id: 'B' }, { conversation: 'own' });
    const { inboxWorker, storage } = bench;
    const receipt = (from: string, type: string) =>
      inboxWorker.record('receipt', { tag: 'receipt', attrs: { from, type, id: 'B', t: '1700000000' } });
    const known = async () => storage.receipts.list((await bench.message('B'))?.position ?? 0, { limit: 5 });
    await receipt('15550009999@s.whatsapp.net', 'read');
    await receipt('1234567890@broadcast', 'read');
    expect(await known()).toEqual([]);
    await receipt(ANNA_LID, 'read');
    expect(await known()).toMatchObject([{ person: ANNA, read_at: expect.any(Number), played_at: null }]);
  });

  it('keeps its file when its caption is edited', async () => {
    const image = { mimetype: 'image/jpeg', caption: 'old', mediaKey: Buffer.alloc(32, 1), directPath: '/v' };
    await bench.hear({ ...byPhone, id: 'A' }, { imageMessage: image, ...secretly });
    await bench.hear(byPhone, sealedEdit('A', [ANNA, ANNA], { imageMessage: { caption: 'new' } }));
    expect((await bench.events()).at(-1)).toMatchObject(['message_edit', { text: 'new' }]);
    const row = await bench.message('A');
    const content = proto.Message.decode(row?.content ?? Buffer.alloc(0));
    expect(fileOf(content)).toMatchObject({ directPath: '/v' });
  });

  it.each([
    ['of a message that is not known', sealedEdit('X', [ANNA, ANNA], { conversation: 'two' }), 'X'],
    ['of somebody else', sealedEdit('B', [ANNA, ANNA], { conversation: 'two' }), undefined],
    ['that was not made for it', sealedEdit('A', [SELF_JID, ANNA], { conversation: 'two' }), 'A'],
  ])('is not changed by an edit %s', async (_what, edit, reported) => {
    await bench.hear({ ...byPhone, id: 'A' }, { conversation: 'one', ...secretly });
    await bench.hear({ from: SELF_JID, recipient: ANNA, id: 'B' }, { conversation: 'own', ...secretly });
    await bench.hear(byPhone, edit);
    const edits = (await bench.events()).filter(([event]) => event === 'message_edit');
    const messageId = reported;
    expect(edits).toMatchObject(reported === undefined ? [] : [['message_edit', { messageId }]]);
    expect(JSON.stringify(edits)).not.toContain('"text"');
    expect(await bench.message('A')).toMatchObject({ text: 'one' });
    expect(await bench.message('B')).toMatchObject({ text: 'own' });
    expect(await bench.storage.inbox.open(bench.instance.uid, 0, 10)).toEqual([]);
  });

  const poll = {
    pollCreationMessageV3: { name: 'Lunch?', options: [{ optionName: 'soup' }, { optionName: 'bread' }] },
    ...secretly,
  };

  it.each([
    ['ours', { from: SELF_JID, recipient: GROUP, id: 'P' }, `${SELF.lid}@lid`],
    [
      'a member’s',
      { ...inGroup, participant: '1234567@lid', participant_pn: '15550003333', id: 'P' },
      '1234567@lid',
    ],
  ])('may be a vote in a poll of %s', async (_whose, attrs, creator) => {
    const own = attrs.from === SELF_JID;
    await bench.hear(own ? { from: GROUP, participant: SELF_JID, id: 'P' } : attrs, poll);
    await bench.hear(inGroup, vote('P', [creator, ANNA_LID], 'soup'));
    await bench.hear(inGroup, vote('P', [creator, ANNA]));
    await bench.hear(inGroup, vote('unknown', [creator, ANNA], 'soup'));
    const votes = (await bench.events()).filter(([event]) => event === 'poll_vote');
    expect(votes).toMatchObject([
      ['poll_vote', { messageId: 'P', chatId: GROUP, participant: ANNA, options: ['soup'], fromMe: false }],
      ['poll_vote', { messageId: 'P', options: [] }],
      ['poll_vote', { messageId: 'unknown', chatId: GROUP, participant: ANNA }],
    ]);
    expect(votes.at(-1)?.[1]).not.toHaveProperty('options');
  });

  it('stays in one chat when it turns out whose LID it came from', async () => {
    await bench.hear({ ...byLid, id: 'A' }, { conversation: 'hi' });
    await bench.hear(byPhone, { reactionMessage: { key: { id: 'A' }, text: '👍' } });
    await bench.hear(byPhone, { protocolMessage: { type: Type.REVOKE, key: { id: 'A' } } });
    expect(await bench.events()).toMatchObject([
      ['message', { id: 'A', chatId: ANNA_LID }],
      ['message_reaction', { messageId: 'A', chatId: ANNA, emoji: '👍' }],
      ['message_delete', { messageId: 'A', chatId: ANNA }],
    ]);
    expect(await bench.message('A')).toMatchObject({
      chat: ANNA,
      text: 'hi',
      deleted_at: expect.any(Number),
    });
  });

  function resend(key: proto.IMessageKey, message: proto.IMessage): proto.IMessage {
    return resendAll([{ key, message, messageTimestamp: 1_795_346_985 }]);
  }

  function resendAll(infos: proto.IWebMessageInfo[]): proto.IMessage {
    const results = infos.map((info) => {
      const webMessageInfoBytes = proto.WebMessageInfo.encode(info).finish();
      return { placeholderMessageResendResponse: { webMessageInfoBytes } };
    });
    return {
      protocolMessage: {
        type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationResult: [...results, {}],
        },
      },
    };
  }

  it('may be many messages at once that our phone sends on, between which other work passes', async () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      key: { remoteJid: ANNA_LID, id: `MANY-${index}`, fromMe: false },
      message: { conversation: `${index}` },
      messageTimestamp: 1_795_346_985,
    }));
    const { database } = bench.storage;
    const write = database.write.bind(database);
    let units = 0;
    database.write = async (work) => {
      units += 1;
      return write(work);
    };
    await bench.hear(fromPhone, resendAll(many), 'peer');
    const texts = (await bench.events()).map(([, data]) => Object(data).text);
    expect(texts).toEqual(many.map((_, index) => `${index}`));
    expect(units).toBeGreaterThan(many.length / 50);
  });

  it('may change the last of many messages that our phone sends on just before', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      key: { remoteJid: ANNA_LID, id: `MANY-${index}`, fromMe: false },
      message: { conversation: `${index}` },
      messageTimestamp: 1_795_346_985,
    }));
    await bench.receive({ ...byLid, id: 'BEFORE' }, { conversation: 'before' });
    await bench.receive(fromPhone, resendAll(many), 'peer');
    const key = { id: 'MANY-59' };
    const edit = { type: Type.MESSAGE_EDIT, key, editedMessage: { conversation: 'edited' } };
    const soon = { ...byLid, t: '1795346990' };
    await bench.receive(soon, { protocolMessage: edit });
    await bench.receive(soon, { protocolMessage: { type: Type.REVOKE, key } });
    await bench.work();
    expect((await bench.events()).map(([event]) => event)).toEqual([
      ...Array.from({ length: 61 }, () => 'message'),
      'message_edit',
      'message_delete',
    ]);
    expect(await bench.message('MANY-59')).toMatchObject({ text: 'edited', deleted_at: expect.any(Number) });
  });

  it('is counted if its announcement names no chat, and no content comes', async () => {
    await bench.inboxWorker.missing.expect({ tag: 'message', attrs: { id: 'A', from: 'nobody' } });
    bench.clock.advance(15_000);
    while (bench.ignored.all['message/other'] === undefined)
      await new Promise((resolve) => setImmediate(resolve));
    expect(bench.ignored.all).toEqual({ 'message/other': 1 });
    expect(await bench.events()).toEqual([]);
  });

  it('is settled if its content comes soon after another one was given up', async () => {
    const announced = (id: string) =>
      bench.inboxWorker.missing.expect({ tag: 'message', attrs: { ...byPhone, id, t: '1795346985' } });
    const open = async () =>
      (await bench.inbox()).filter(({ done }) => done === 0).map((row) => row.stanza_id);
    await announced('A');
    bench.clock.advance(10_000);
    await announced('B');
    await bench.hear({ ...byPhone, id: 'B' }, { conversation: 'here it is' });
    expect(await open()).toEqual(['A', 'B']);
    bench.clock.advance(5_000);
    while (bench.clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    bench.clock.advance(10_000);
    // What was given up stays open for a copy.
    while ((await open()).length > 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await open()).toEqual(['A']);
    expect(bench.clock.waiting).toBe(0);
  });

  it('may be what our phone sends on: then it is the message itself, and its announcement is settled', async () => {
    const { inbox } = bench.storage;
    await bench.inboxWorker.missing.expect({
      tag: 'message',
      attrs: { id: 'A', from: ANNA_LID, sender_pn: ANNA, notify: 'Anna', t: '1795346985' },
      children: [{ tag: 'unavailable', attrs: {} }],
    });
    await bench.work();
    expect(await inbox.undigested(bench.instance.uid)).toMatchObject([{ kind: 'placeholder', recorded: 1 }]);
    const answer = resend({ remoteJid: ANNA_LID, id: 'A', fromMe: false }, { conversation: 'buy now' });
    await bench.hear(fromPhone, answer, 'peer');
    await bench.hear(byPhone, { conversation: 'buy now' });
    await bench.hear({ ...byPhone, id: 'A' }, { conversation: 'buy now' });
    expect(await bench.events()).toMatchObject([
      ['message', { id: 'A', chatId: ANNA, senderName: 'Anna', text: 'buy now', timestamp: 1795346985 }],
      ['message', { text: 'buy now' }],
    ]);
    expect(await inbox.undigested(bench.instance.uid)).toMatchObject([{ kind: 'peer', recorded: 1 }]);
  });

  it('is not believed to be from our phone when somebody else sends it', async () => {
    const forged = resend({ remoteJid: SELF_JID, id: 'A', fromMe: true }, { conversation: 'send money' });
    await bench.hear({ ...byPhone, category: 'peer' }, forged, 'peer');
    expect(await bench.events()).toEqual([]);
    expect(await bench.message('A')).toBeUndefined();
  });

  it('may be a call, whose beginning tells of what kind it is', async () => {
    const call = (tag: string, attrs = {}, children: string[] = []) =>
      bench.inboxWorker.record('call', {
        tag: 'call',
        attrs: { id: tag, from: ANNA_LID, t: '1795346985' },
        children: [
          {
            tag,
            attrs: { 'call-id': 'C', 'call-creator': ANNA_LID, ...attrs },
            children: children.map((each) => ({ tag: each, attrs: {} })),
          },
        ],
      });
    await call('offer', { caller_pn: ANNA }, ['video']);
    await call('offer', { caller_pn: ANNA }, ['video']);
    await call('transport');
    await call('terminate', { reason: 'timeout' });
    await call('offer', { 'call-id': 'D', 'call-creator': SELF_JID });
    const common = { callId: 'C', from: ANNA, isVideo: true, isGroup: false, at: 1795346985000 };
    expect(await bench.events()).toEqual([
      ['call', { ...common, status: 'ringing' }],
      ['call', { ...common, status: 'timeout', missed: true }],
    ]);
  });
});

describe('history', () => {
  let bench: InboxBench;

  beforeEach(async () => {
    bench = await InboxBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  const now = Math.floor(Date.now() / 1000);
  const source = { stanza_from: SELF_JID, participant: '', stanza_id: 'H' };
  const lidPnMappings = [{ lid: ANNA_LID, pn: ANNA }];

  function past(count: number, rest: proto.IWebMessageInfo = {}): proto.IWebMessageInfo[] {
    return Array.from({ length: count }, (_each, index) => ({
      key: { remoteJid: ANNA_LID, id: `H${index}`, fromMe: index % 2 === 0 },
      messageTimestamp: now - index,
      message: { conversation: `text ${index}` },
      ...rest,
    }));
  }

  async function announce(): Promise<void> {
    const historySyncNotification = { syncType: 0 };
    const type = Type.HISTORY_SYNC_NOTIFICATION;
    await bench.hear(
      { ...fromPhone, id: 'H' },
      { protocolMessage: { type, historySyncNotification } },
      'peer',
    );
  }

  it('is kept without a word to anybody, and settles the message that brought it', async () => {
    await announce();
    const { chats, contacts, inbox, messages } = bench.storage;
    expect(await inbox.undigested(bench.instance.uid)).toMatchObject([{ kind: 'history' }]);
    await bench.hear({ ...byPhone, id: 'H1', t: `${now - 1}` }, { conversation: 'text 1' });
    const shared = {
      chats: [{ id: ANNA_LID, name: 'Mum', conversationTimestamp: now }],
      messages: [
        ...past(4),
        {
          key: { remoteJid: ANNA, id: 'old' },
          messageTimestamp: now - 31 * 86_400,
          message: { conversation: 'x' },
        },
      ],
      lidPnMappings,
    };
    for (let times = 0; times < 2; times++) bench.inboxWorker.history.keep(shared, source);
    await bench.inboxWorker.history.settled();
    expect(await inbox.undigested(bench.instance.uid)).toEqual([]);
    expect((await bench.events()).length).toBe(1);
    const kept = await messages.inChat(bench.instance.uid, ANNA, { limit: 10 });
    expect(kept.map(({ id }) => id)).toEqual(['H0', 'H1', 'H2', 'H3']);
    expect(kept.map(({ status }) => status)).toEqual(['sent', null, 'sent', null]);
    expect(await chats.list(bench.instance.uid, { limit: 5 })).toMatchObject([
      // As the account's phone calls her, whatever she calls herself.
      { chat: ANNA, name: 'Mum', last_at: now * 1000 },
    ]);
    expect(await contacts.list(bench.instance.uid, { limit: 5 })).toMatchObject([
      { jid: ANNA, name: 'Mum', push_name: 'Anna' },
    ]);
  });

  it('has comments, which are decrypted with the secret of the message that it brings, too', async () => {
    const plain = proto.Message.encode({ conversation: 'first!' }).finish();
    const comment = sealed('Enc Comment', 'H0', [ANNA_LID, ANNA_LID], plain);
    const key = { remoteJid: ANNA_LID, fromMe: false };
    const messages = [
      {
        key: { ...key, id: 'COMMENT' },
        messageTimestamp: now,
        message: { encCommentMessage: { ...comment, targetMessageKey: { id: 'H0' } } },
      },
      {
        key: { ...key, id: 'H0' },
        messageTimestamp: now - 1,
        message: { conversation: 'text' },
        messageSecret: secret,
      },
    ];
    bench.inboxWorker.history.keep({ chats: [], messages, lidPnMappings }, undefined);
    await bench.inboxWorker.history.settled();
    expect(await bench.message('COMMENT')).toMatchObject({ type: 'text', text: 'first!', chat: ANNA });
  });

  it('stays to be brought again when it could not be kept', async () => {
    await announce();
    const cyclic: proto.IMessage = {};
    cyclic.ephemeralMessage = { message: cyclic };
    bench.inboxWorker.history.keep({ chats: [], messages: past(1, { message: cyclic }) }, source);
    await bench.inboxWorker.history.settled();
    expect(await bench.storage.inbox.undigested(bench.instance.uid)).toMatchObject([{ kind: 'history' }]);
  });

  it('of 5,000 messages lets other work have its turn in between', async () => {
    let turns = 0;
    let count: NodeJS.Immediate | undefined;
    const turn = (): void => {
      turns += 1;
      count = setImmediate(turn);
    };
    turn();
    bench.inboxWorker.history.keep({ chats: [], messages: past(5_000), lidPnMappings }, source);
    await bench.inboxWorker.history.settled();
    clearImmediate(count);
    const kept = await bench.storage.messages.inChat(bench.instance.uid, ANNA, { limit: 6_000 });
    expect(kept).toHaveLength(5_000);
    expect(turns).toBeGreaterThan(50);
  });
});
