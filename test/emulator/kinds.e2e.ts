import {
  decryptPollVote,
  encodeSyncdPatch,
  newLTHashState,
  normalizeMessageContent,
  proto,
  type WAMessage,
} from '@whiskeysockets/baileys';
import type { Answer } from '../harness/control-client.js';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { editOf, hashOf, openEdit, sealEdit, sealVote } from './secrets.js';
import { Stage } from './stage.js';
import { type TestCompanion, textOf } from './test-companion.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const BOT_JID = jidOf(BOT);
const ANNA_JID = jidOf(ANNA);

/** Calls and looks that the tests below share. */
class Scene {
  constructor(
    readonly stage: Stage,
    readonly bot: TestCompanion,
  ) {}

  static async open(addressing: 'pn' | 'lid' = 'pn'): Promise<Scene> {
    const stage = await Stage.open();
    await stage.control.post('/phones', { phone: BOT, name: 'Bot' });
    await stage.control.post('/phones', { phone: ANNA, name: 'Anna', addressing });
    return new Scene(stage, await stage.pair(BOT));
  }

  async close(): Promise<void> {
    expect(await this.stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await this.stage.control.get('/stats')).errors).toBe(0);
    await this.stage.close();
  }

  /** @returns the message as the bot's companion has it */
  async says(body: object, phone = ANNA): Promise<WAMessage> {
    const { messageId } = await this.stage.control.post(`/phones/${phone}/messages`, { to: BOT, ...body });
    return this.heard(messageId);
  }

  /** What happened on a phone. */
  events(kind: string, phone = BOT): Promise<Answer[]> {
    return this.stage.control
      .get(`/phones/${phone}/events`)
      .then((events) => events.filter((event: Answer) => event.kind === kind));
  }

  async heard(id: string): Promise<WAMessage> {
    const found = await comes(`message ${id}`, () =>
      this.bot.messages.find(({ message: { key, message } }) => key.id === id && message),
    );
    return found.message;
  }

  /** A message on Anna's phone, once it fits. */
  seen(id: string | null | undefined, fits: (message: Answer) => unknown = () => true): Promise<Answer> {
    return comes(`${id} on the phone`, async () => {
      const messages = await this.stage.control.get(`/phones/${ANNA}/messages?all=true`);
      return messages.find((message: Answer) => message.id === id && fits(message));
    });
  }

  does(id: string | null | undefined, action: string, body: object = {}): Promise<Answer> {
    return this.stage.control.post(`/phones/${ANNA}/messages/${id}/${action}`, body);
  }
}

/** What it says, wrappers taken off. */
function contentOf(message: WAMessage): proto.IMessage {
  return normalizeMessageContent(message.message ?? undefined) ?? {};
}

describe('message ids', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene.close());

  it("are the sender's choice, so that two people may use the same", async () => {
    await scene.says({ id: 'SAME.id-1_', text: 'from Anna' });
    await scene.says({ id: 'SAME.id-1_', text: 'from Ben' }, BEN);
    const [anna, ben] = [await scene.bot.hears('from Anna'), await scene.bot.hears('from Ben')];
    expect([anna.key.id, ben.key.id]).toEqual(['SAME.id-1_', 'SAME.id-1_']);
    expect(anna.key.remoteJid).not.toBe(ben.key.remoteJid);
    const onPhone = await scene.stage.control.get(`/phones/${BOT}/messages`);
    expect(onPhone.map(({ text }: Answer) => text)).toEqual(['from Anna', 'from Ben']);
  });

  it('may even be the same on both sides of one chat', async () => {
    const sent = await scene.bot.socket.sendMessage(
      ANNA_JID,
      { text: 'from the bot' },
      { messageId: 'BOTH-SIDES' },
    );
    await scene.seen(sent?.key.id);
    await scene.says({ id: 'BOTH-SIDES', text: 'from Anna too' });
    await scene.does('BOTH-SIDES', 'edit', { text: 'edited by Anna' });
    await scene.does('BOTH-SIDES', 'read');
    const all = await scene.stage.control.get(`/phones/${ANNA}/messages?all=true`);
    const both = all.filter(({ id }: Answer) => id === 'BOTH-SIDES');
    expect(both).toMatchObject([
      { fromMe: false, text: 'from the bot', edited: false, read: true },
      { fromMe: true, text: 'edited by Anna', edited: true },
    ]);
    const { status } = await scene.stage.control.raw('POST', `/phones/${ANNA}/messages/BOTH-SIDES/reaction`, {
      emoji: '👍',
    });
    expect(status).toBe(409);
  });

  it.each(['', 'x'.repeat(129), 'a/b', 'ä'])('are refused when they are %j', async (id) => {
    const body = { to: BOT, text: 'no', id };
    const answer = await scene.stage.control.raw('POST', `/phones/${ANNA}/messages`, body);
    expect(answer).toMatchObject({ status: 400, body: { field: 'id' } });
  });

  it('are used once by each person', async () => {
    await scene.says({ id: 'ONCE', text: 'once' });
    const again = await scene.stage.control.raw('POST', `/phones/${ANNA}/messages`, {
      to: BEN,
      text: 'twice',
      id: 'ONCE',
    });
    expect(again).toMatchObject({ status: 409, body: { field: 'id' } });
  });
});

describe('places, contacts and texts that disappear', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene.close());

  it('go from the person to the client as phones write them', async () => {
    const place = { latitude: -6.2088, longitude: 106.8456, name: 'Monas', address: 'Jakarta' };
    const { locationMessage } = contentOf(await scene.says({ location: place }));
    expect(locationMessage).toMatchObject({
      degreesLatitude: -6.2088,
      degreesLongitude: 106.8456,
      name: 'Monas',
      address: 'Jakarta',
    });
    const live = await scene.says({ location: { latitude: 1, longitude: 2, live: true } });
    expect(contentOf(live).liveLocationMessage).toMatchObject({ degreesLatitude: 1, degreesLongitude: 2 });

    const one = contentOf(await scene.says({ contacts: [{ name: 'Doe, Jane; X', phone: '+49 151 1' }] }));
    expect(one.contactMessage?.displayName).toBe('Doe, Jane; X');
    expect(one.contactMessage?.vcard?.split('\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      String.raw`N:;Doe\, Jane\; X;;;`,
      String.raw`FN:Doe\, Jane\; X`,
      'TEL;type=CELL;type=VOICE;waid=491511:+491511',
      'END:VCARD',
    ]);
    const cards = [
      { name: 'Jo', phone: '491512' },
      { name: 'Mo', vcard: 'BEGIN:VCARD\nVERSION:3.0\nFN:Mo\nTEL:+49 1513\nEND:VCARD' },
    ];
    const several = contentOf(await scene.says({ contacts: cards })).contactsArrayMessage;
    expect(several?.displayName).toBe('Jo and 1 other contact');
    expect(several?.contacts?.map(({ displayName }) => displayName)).toEqual(['Jo', 'Mo']);
    expect(several?.contacts?.[1]?.vcard).toBe(cards[1]?.vcard);
  });

  it('go from the client to the person', async () => {
    const location = { degreesLatitude: 10.5, degreesLongitude: -3.25, name: 'Here' };
    const place = await scene.seen(await scene.bot.send(ANNA_JID, { location }));
    expect(place).toMatchObject({
      type: 'location',
      location: { latitude: 10.5, longitude: -3.25, name: 'Here' },
    });
    const vcard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Jo\nitem1.TEL;waid=491512:+49 1512\nEND:VCARD';
    const contact = { displayName: 'Jo', vcard };
    const one = await scene.seen(
      await scene.bot.send(ANNA_JID, { contacts: { displayName: 'Jo', contacts: [contact] } }),
    );
    expect(one).toMatchObject({ type: 'contact', contacts: [{ name: 'Jo', phone: '491512', vcard }] });
    const two = await scene.seen(
      await scene.bot.send(ANNA_JID, { contacts: { displayName: '2', contacts: [contact, contact] } }),
    );
    expect(two.contacts).toHaveLength(2);
  });

  it('answer and mention like texts do', async () => {
    const first = await scene.bot.send(ANNA_JID, { location: { degreesLatitude: 5, degreesLongitude: 6 } });
    await scene.seen(first);
    const body = { poll: { name: 'There?', options: ['yes', 'no'] }, quoted: first, mentions: [BEN] };
    const context = contentOf(await scene.says(body)).pollCreationMessage?.contextInfo;
    expect(context).toMatchObject({
      stanzaId: first,
      participant: BOT_JID,
      mentionedJid: [jidOf(BEN)],
      quotedMessage: { locationMessage: { degreesLatitude: 5, degreesLongitude: 6 } },
    });
  });

  it('disappear, wrapped as phones do it', async () => {
    for (const body of [{ text: 'soon gone' }, { location: { latitude: 1, longitude: 1 } }]) {
      const message = await scene.says({ ...body, ephemeral: 86_400 });
      expect(message.message?.ephemeralMessage?.message).toBeTruthy();
      const { extendedTextMessage, locationMessage } = contentOf(message);
      expect((extendedTextMessage ?? locationMessage)?.contextInfo?.expiration).toBe(86_400);
      expect(await scene.seen(message.key.id)).toMatchObject({ ephemeral: 86_400 });
    }
  });

  it('are shown as forwarded when they are', async () => {
    const forward = await scene.says({ text: 'pass it on' });
    const id = await scene.bot.send(ANNA_JID, { forward, force: true });
    expect(await scene.seen(id)).toMatchObject({ text: 'pass it on', forwarded: true });
    expect((await scene.seen(forward.key.id)).forwarded).toBeUndefined();
  });

  it('survive a restart of the emulator', async () => {
    const { key } = await scene.says({ poll: { name: 'Kept?', options: ['yes', 'no'] } });
    await scene.does(key.id, 'vote', { options: ['yes'] });
    const before = await scene.stage.control.get(`/phones/${ANNA}/messages?all=true`);
    await scene.bot.close();
    await scene.stage.restart();
    expect(await scene.stage.control.get(`/phones/${ANNA}/messages?all=true`)).toEqual(before);
    // The poll's secret is needed once more.
    await scene.does(key.id, 'vote', { options: ['no'] });
    const votes = [{ from: ANNA_JID, options: ['no'] }];
    expect((await scene.seen(key.id)).poll.votes).toEqual(votes);
  });

  it.each([
    [{}, 'text'],
    [{ text: 'a', poll: { name: 'b', options: ['c', 'd'] } }, 'poll'],
    [{ location: { latitude: 91, longitude: 0 } }, 'location.latitude'],
    [{ location: { latitude: 1, longitude: 0, live: true, name: 'x' } }, 'location.name'],
    [{ contacts: [] }, 'contacts'],
    [{ contacts: [{ name: 'Jo' }] }, 'contacts[0].phone'],
    [{ poll: { name: 'x', options: ['only'] } }, 'poll.options'],
    [{ poll: { name: 'x', options: ['a', 'a'] } }, 'poll.options'],
    [{ poll: { name: 'x', options: ['a', 'b'], selectableCount: 3 } }, 'poll.selectableCount'],
    [{ text: 'x', ephemeral: 0 }, 'ephemeral'],
  ])('are refused when they make no sense: %j', async (body, field) => {
    const answer = await scene.stage.control.raw('POST', `/phones/${ANNA}/messages`, { to: BOT, ...body });
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });
});

describe.each(['pn', 'lid'] as const)('in a chat addressed by %s', (addressing) => {
  let scene: Scene;
  /** How the chat names the bot and Anna. */
  let botJid: string;
  let annaJid: string;

  beforeAll(async () => {
    scene = await Scene.open(addressing);
    const [bot, anna] = await Promise.all(
      [BOT, ANNA].map((phone) => scene.stage.control.get(`/phones/${phone}`)),
    );
    botJid = addressing === 'lid' ? bot.lid : bot.jid;
    annaJid = addressing === 'lid' ? anna.lid : anna.jid;
  });

  afterAll(() => scene.close());

  /** The vote that a client gets, opened as Baileys would. */
  const vote = (message: WAMessage, creator: string, poll: proto.IMessage | null | undefined) => {
    const update = contentOf(message).pollUpdateMessage;
    const secret = poll?.messageContextInfo?.messageSecret;
    if (!update?.vote || !secret) throw new Error('there is no vote');
    const { selectedOptions } = decryptPollVote(update.vote, {
      pollCreatorJid: creator,
      pollMsgId: update.pollCreationMessageKey?.id ?? '',
      pollEncKey: secret,
      voterJid: annaJid,
    });
    return selectedOptions?.map((hash) => Buffer.from(hash).toString('hex'));
  };

  it.each([
    [1, 'pollCreationMessageV3'],
    [0, 'pollCreationMessage'],
  ] as const)('a person makes polls (%i choices), and clients vote', async (selectableCount, version) => {
    const poll = await scene.says({ poll: { name: 'Lunch?', options: ['Soto', 'Rawon'], selectableCount } });
    expect(poll.message?.[version]).toMatchObject({
      name: 'Lunch?',
      options: [{ optionName: 'Soto' }, { optionName: 'Rawon' }],
      selectableOptionsCount: selectableCount,
    });
    expect(poll.message?.messageContextInfo?.messageSecret).toHaveLength(32);
    for (const options of [['Rawon'], ['Soto'], []]) {
      const context = { author: annaJid, speaker: botJid, id: poll.key.id ?? '' };
      const pollUpdateMessage = sealVote(options, poll.message, poll.key, context);
      await scene.bot.socket.relayMessage(annaJid, { pollUpdateMessage }, {});
      const votes = options.length > 0 ? [{ from: BOT_JID, options }] : [];
      await scene.seen(
        poll.key.id,
        (message) => JSON.stringify(message.poll.votes) === JSON.stringify(votes),
      );
    }
    const events = await scene.stage.control.get(`/phones/${ANNA}/events`);
    const voted = events.filter(({ kind, targetId }: Answer) => kind === 'vote' && targetId === poll.key.id);
    expect(voted.map(({ options }: Answer) => options)).toEqual([['Rawon'], ['Soto'], []]);
  });

  it('a vote is opened, whichever addresses the client has used', async () => {
    const poll = await scene.says({ poll: { name: 'Dinner?', options: ['Soto', 'Rawon'] } });
    const people = [BOT, ANNA].map((phone) => scene.stage.control.get(`/phones/${phone}`));
    const [speaker, author] = await Promise.all(people);
    for (const [form, option] of [
      ['lid', 'Soto'],
      ['jid', 'Rawon'],
    ] as const) {
      const context = { author: author[form], speaker: speaker[form], id: poll.key.id ?? '' };
      const pollUpdateMessage = sealVote([option], poll.message, poll.key, context);
      await scene.bot.socket.relayMessage(annaJid, { pollUpdateMessage }, {});
      await scene.seen(poll.key.id, ({ poll: { votes } }) => votes[0]?.options[0] === option);
    }
  });

  it('a person votes in polls of the client, and takes that back', async () => {
    const content = { poll: { name: 'Tea?', values: ['yes', 'no'], selectableCount: 1 } };
    const sent = await scene.bot.socket.sendMessage(annaJid, content);
    const shown = await scene.seen(sent?.key.id);
    expect(shown).toMatchObject({
      type: 'poll',
      poll: { name: 'Tea?', options: ['yes', 'no'], selectableCount: 1, votes: [] },
    });
    const { messageId } = await scene.does(sent?.key.id, 'vote', { options: ['yes'] });
    const update = await scene.heard(messageId);
    expect(update.key).toMatchObject({ remoteJid: annaJid, fromMe: false });
    // Baileys turns the key round to its own view.
    expect(contentOf(update).pollUpdateMessage?.pollCreationMessageKey).toMatchObject({
      id: sent?.key.id,
      fromMe: true,
    });
    expect(vote(update, botJid, sent?.message)).toEqual([hashOf('yes')]);
    expect((await scene.seen(sent?.key.id)).poll.votes).toEqual([{ from: ANNA_JID, options: ['yes'] }]);
    const back = await scene.does(sent?.key.id, 'vote', { options: [] });
    expect(vote(await scene.heard(back.messageId), botJid, sent?.message)).toEqual([]);
    expect((await scene.seen(sent?.key.id)).poll.votes).toEqual([]);
  });

  it('a person votes in polls of their own', async () => {
    const poll = await scene.says({ poll: { name: 'Self?', options: ['a', 'b'] } });
    const { messageId } = await scene.does(poll.key.id, 'vote', { options: ['a', 'b'] });
    const update = await scene.heard(messageId);
    expect(vote(update, annaJid, poll.message)).toEqual([hashOf('a'), hashOf('b')]);
  });

  it('votes sealed for somebody else stay closed', async () => {
    const poll = await scene.says({ poll: { name: 'Mine?', options: ['a', 'b'] } });
    const context = { author: annaJid, speaker: annaJid, id: poll.key.id ?? '' };
    const pollUpdateMessage = sealVote(['a'], poll.message, poll.key, context);
    const id = await scene.bot.socket.relayMessage(annaJid, { pollUpdateMessage }, {});
    await comes('the closed vote', async () => {
      const events = await scene.stage.control.get(`/phones/${ANNA}/events`);
      return events.some(({ kind, messageId }: Answer) => kind === 'unopened' && messageId === id);
    });
    expect((await scene.seen(poll.key.id)).poll.votes).toEqual([]);
  });

  it('people edit with the secret of the message, again and again', async () => {
    const original = await scene.says({ text: 'Frist' });
    for (const text of ['First', 'The first']) {
      const { messageId } = await scene.does(original.key.id, 'edit', { text, form: 'secret' });
      const { secretEncryptedMessage } = contentOf(await scene.heard(messageId));
      expect(secretEncryptedMessage).toMatchObject({
        targetMessageKey: { id: original.key.id },
        secretEncType: proto.Message.SecretEncryptedMessage.SecretEncType.MESSAGE_EDIT,
      });
      const context = { author: annaJid, speaker: annaJid, id: original.key.id ?? '' };
      const { protocolMessage } = openEdit(secretEncryptedMessage, original.message, context);
      expect(protocolMessage?.key).toMatchObject({ id: original.key.id, fromMe: true });
      expect(textOf(protocolMessage?.editedMessage)).toBe(text);
    }
    expect(await scene.seen(original.key.id)).toMatchObject({ text: 'The first', edited: true });
  });

  it('a phone understands such an edit by the client', async () => {
    const sent = await scene.bot.socket.sendMessage(annaJid, { text: 'Secnd' });
    if (!sent?.message) throw new Error('nothing was sent');
    await scene.seen(sent.key.id);
    const message = { ...sent.message, messageContextInfo: { messageSecret: Buffer.alloc(32, 7) } };
    const id = await scene.bot.socket.relayMessage(annaJid, message, {});
    await scene.seen(id);
    const context = { author: botJid, speaker: botJid, id };
    const edit = editOf({ remoteJid: annaJid, fromMe: true, id }, 'Second');
    await scene.bot.socket.relayMessage(
      annaJid,
      { secretEncryptedMessage: sealEdit(edit, message, context) },
      { additionalAttributes: { edit: '1' } },
    );
    await scene.seen(id, ({ text, edited }) => text === 'Second' && edited);
    const quoting = await scene.says({ text: 'what?', quoted: id });
    expect(textOf(contentOf(quoting).extendedTextMessage?.contextInfo?.quotedMessage)).toBe('Second');
  });

  it.each(['wrapped', 'plain', 'secret'])('%s edits keep what else the message had', async (form) => {
    const first = await scene.bot.send(annaJid, { text: 'To be answered' });
    await scene.seen(first);
    const original = await scene.says({ text: 'Anser', quoted: first });
    const { messageId } = await scene.does(original.key.id, 'edit', { text: 'Answer', form });
    if (form === 'secret') {
      const sealed = contentOf(await scene.heard(messageId)).secretEncryptedMessage;
      const context = { author: annaJid, speaker: annaJid, id: original.key.id ?? '' };
      const edited = openEdit(sealed, original.message, context).protocolMessage?.editedMessage;
      expect(edited?.extendedTextMessage).toMatchObject({ text: 'Answer', contextInfo: { stanzaId: first } });
      return;
    }
    const { update } = await comes('the edit', () =>
      scene.bot.updates.find(({ key }) => key.id === original.key.id),
    );
    const edited = update.message?.editedMessage?.message?.extendedTextMessage;
    expect(edited).toMatchObject({ text: 'Answer', contextInfo: { stanzaId: first } });
  });

  it.each(['wrapped', 'plain', 'secret'])(
    '%s edits change captions and leave the file alone',
    async (form) => {
      const body = { kind: 'document', media: 'JVBERg==', caption: 'Draft', fileName: 'offer.pdf' };
      const original = await scene.says(body);
      const { messageId } = await scene.does(original.key.id, 'edit', { text: 'Final', form });
      const context = { author: annaJid, speaker: annaJid, id: original.key.id ?? '' };
      const edited =
        form === 'secret'
          ? openEdit(
              contentOf(await scene.heard(messageId)).secretEncryptedMessage,
              original.message,
              context,
            ).protocolMessage?.editedMessage
          : (await comes('the edit', () => scene.bot.updates.find(({ key }) => key.id === original.key.id)))
              .update.message?.editedMessage?.message;
      expect(normalizeMessageContent(edited ?? undefined)?.documentMessage).toEqual({
        ...contentOf(original).documentMessage,
        caption: 'Final',
      });
      expect(await scene.seen(original.key.id)).toMatchObject({ caption: 'Final', edited: true });
    },
  );

  it('what has no text cannot be edited', async () => {
    const { key } = await scene.says({ location: { latitude: 1, longitude: 1 } });
    const path = `/phones/${ANNA}/messages/${key.id}/edit`;
    expect((await scene.stage.control.raw('POST', path, { text: 'x' })).status).toBe(400);
  });

  it.each([[['c']], [['a', 'b']], [['a', 'a']]])(
    'a choice that the poll does not allow: %j',
    async (options) => {
      const { key } = await scene.says({ poll: { name: 'One', options: ['a', 'b'], selectableCount: 1 } });
      const path = `/phones/${ANNA}/messages/${key.id}/vote`;
      const answer = await scene.stage.control.raw('POST', path, { options });
      expect(answer).toMatchObject({ status: 400, body: { field: 'options' } });
    },
  );
});

describe('calls', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene.close());

  const call = async (body: object = {}): Promise<string> =>
    (await scene.stage.control.post(`/phones/${ANNA}/call`, { to: BOT, ...body })).callId;
  const goOn = (id: string, action: string, phone = ANNA) =>
    scene.stage.control.post(`/phones/${phone}/calls/${id}`, { action });
  const hears = (id: string, status: string, companion = scene.bot) =>
    comes(`${status} of ${id}`, () =>
      companion.calls.find((event) => event.id === id && event.status === status),
    );
  const happened = async (id: string, phone = ANNA) => {
    const events = await scene.stage.control.get(`/phones/${phone}/events`);
    return events.filter(({ callId }: Answer) => callId === id);
  };

  it.each([
    ['timeout', 'timeout'],
    ['end', 'terminate'],
    ['accept', 'accept'],
    ['reject', 'reject'],
  ])('ring and go on: %s', async (action, status) => {
    const id = await call();
    expect(await hears(id, 'offer')).toMatchObject({
      chatId: ANNA_JID,
      from: ANNA_JID,
      isVideo: false,
      isGroup: false,
      offline: false,
    });
    await goOn(id, action);
    expect(await hears(id, status)).toMatchObject({ chatId: ANNA_JID, from: ANNA_JID });
    expect(await happened(id)).toMatchObject([{ status: 'offer' }, { status: action }]);
  });

  it('say whether they are for a group and with a picture', async () => {
    const id = await call({ video: true, group: '120363000000000001@g.us' });
    const offer = { isVideo: true, isGroup: true, groupJid: '120363000000000001@g.us' };
    expect(await hears(id, 'offer')).toMatchObject(offer);
    await goOn(id, 'accept', BOT);
    expect(await hears(id, 'accept')).toMatchObject({ isVideo: true });
    await goOn(id, 'end', BOT);
    await hears(id, 'terminate');
    const { status } = await scene.stage.control.raw('POST', `/phones/${ANNA}/calls/${id}`, {
      action: 'end',
    });
    expect(status).toBe(404);
  });

  it('name the phone of a caller who is known by LID', async () => {
    const ben = await scene.stage.control.post('/phones', { phone: BEN, addressing: 'lid' });
    const { callId } = await scene.stage.control.post(`/phones/${BEN}/call`, { to: BOT });
    const offer = { chatId: ben.lid, from: ben.lid, callerPn: jidOf(BEN) };
    expect(await hears(callId, 'offer')).toMatchObject(offer);
  });

  it('can be declined by a companion; the others and the caller are told', async () => {
    const second = await scene.stage.pair(BOT, 'second');
    const caller = await scene.stage.pair(ANNA, 'caller');
    const id = await call();
    const { from } = await hears(id, 'offer');
    await scene.bot.socket.rejectCall(id, from);
    await hears(id, 'reject', second);
    await hears(id, 'reject', caller);
    expect(await happened(id)).toMatchObject([
      { status: 'offer', from: ANNA_JID, peer: BOT },
      { status: 'reject', from: BOT_JID, device: scene.bot.number },
    ]);
    await expect(scene.bot.socket.rejectCall('NOSUCHCALL', from)).resolves.toBeUndefined();
    expect(scene.bot.calls.filter((event) => event.id === id)).toHaveLength(1);
  });

  it('wait for a companion that is away', async () => {
    await scene.bot.close();
    const id = await call();
    await scene.bot.open();
    expect(await hears(id, 'offer')).toMatchObject({ offline: true });
    await comes('the acks', async () => {
      const { companions } = await scene.stage.control.get(`/phones/${BOT}`);
      return companions[0].queued === 0;
    });
  });
});

describe('app state', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    await comes('the app-state key', () => scene.bot.socket.authState.creds.myAppStateKeyId);
  });

  afterAll(() => scene.close());

  const inbox = async (all = false) => {
    const messages = await scene.stage.control.get(`/phones/${BOT}/messages${all ? '?all=true' : ''}`);
    return new Map<string, Answer>(messages.map((message: Answer) => [message.id, message]));
  };

  it('deletes messages for the account alone', async () => {
    await scene.says({ id: 'GONE', text: 'to be deleted' });
    await scene.says({ id: 'STAYS', text: 'to stay' });
    const key = { remoteJid: ANNA_JID, id: 'GONE', fromMe: false };
    const deleteForMe = { deleteMedia: false, key, timestamp: 1_700_000_000 };
    await scene.bot.socket.chatModify({ deleteForMe }, ANNA_JID);
    await comes('the deletion', async () => !(await inbox()).has('GONE'));
    const all = await inbox(true);
    expect(all.get('GONE')).toMatchObject({ deletedForMe: true, deleted: false, text: 'to be deleted' });
    expect(all.get('STAYS')?.deletedForMe).toBeUndefined();
    expect((await scene.seen('GONE')).deletedForMe).toBeUndefined();
    expect(await scene.events('app-state')).toMatchObject([
      {
        collection: 'regular_high',
        version: 1,
        operation: 'set',
        index: ['deleteMessageForMe', ANNA_JID, 'GONE', '0', '0'],
        action: { deleteMessageForMeAction: { deleteMedia: false, messageTimestamp: 1_700_000_000 } },
      },
    ]);
    const read = await scene.stage.control.raw('POST', `/phones/${BOT}/messages/GONE/read`);
    expect(read.status).toBe(404);
  });

  it('tells what else companions write, whoever of them, and that they take it back', async () => {
    const second = await scene.stage.pair(BOT, 'second');
    await comes('the initial sync', () => second.socket.authState.creds.accountSyncCounter > 0);
    const contact = { fullName: 'Anna A.', firstName: 'Anna', saveOnPrimaryAddressbook: true };
    await scene.bot.socket.chatModify({ contact }, ANNA_JID);
    await second.socket.chatModify({ contact: { ...contact, fullName: 'Anna B.' } }, ANNA_JID);
    await scene.bot.socket.chatModify({ contact: null }, ANNA_JID);
    const written = await comes('three changes', async () => {
      const events = await scene.events('app-state');
      const contacts = events.filter(({ index }) => index[0] === 'contact');
      return contacts.length === 3 && contacts;
    });
    expect(written).toMatchObject([
      { collection: 'critical_unblock_low', operation: 'set', action: { contactAction: contact } },
      { operation: 'set', action: { contactAction: { fullName: 'Anna B.' } } },
      { operation: 'remove', index: ['contact', ANNA_JID] },
    ]);
  });

  it('is read on after a restart of the emulator', async () => {
    await scene.bot.close();
    await scene.stage.restart();
    await scene.bot.open();
    await scene.bot.socket.chatModify({ pushNameSetting: 'Shop' }, '');
    await scene.bot.socket.chatModify({ contact: { fullName: 'Ben' } }, jidOf(BEN));
    await comes('the change', async () =>
      (await scene.events('app-state')).some(({ action }) => action.contactAction?.fullName === 'Ben'),
    );
  });
});

describe('app state that is not proven', () => {
  it('counts as an error and changes nothing', async () => {
    const scene = await Scene.open();
    await scene.says({ id: 'STAYS', text: 'to stay' });
    await comes('the app-state key', () => scene.bot.socket.authState.creds.myAppStateKeyId);
    const { creds, keys } = scene.bot.socket.authState;
    const index = ['deleteMessageForMe', ANNA_JID, 'STAYS', '0', '0'];
    const patchOf = async () => {
      const { patch } = await encodeSyncdPatch(
        {
          syncAction: { deleteMessageForMeAction: { deleteMedia: false } },
          index,
          type: 'regular_high',
          apiVersion: 3,
          operation: proto.SyncdMutation.SyncdOperation.SET,
        },
        creds.myAppStateKeyId ?? '',
        newLTHashState(),
        async (id) => (await keys.get('app-state-sync-key', [id]))[id],
      );
      return patch;
    };
    const write = (version: number, patch: proto.ISyncdPatch) =>
      scene.bot.socket.query({
        tag: 'iq',
        attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:sync:app:state' },
        content: [
          {
            tag: 'sync',
            attrs: {},
            content: [
              {
                tag: 'collection',
                attrs: { name: 'regular_high', version: String(version), return_snapshot: 'false' },
                content: [{ tag: 'patch', attrs: {}, content: proto.SyncdPatch.encode(patch).finish() }],
              },
            ],
          },
        ],
      });
    const wrongMac = await patchOf();
    await write(0, { ...wrongMac, patchMac: Buffer.alloc(32) });
    // Proven for version 1, written as version 2.
    await write(1, await patchOf());
    await comes('two errors', async () => (await scene.stage.control.get('/stats')).errors === 2);
    expect(await scene.events('app-state')).toEqual([]);
    expect(await scene.stage.control.get(`/phones/${BOT}/messages`)).toHaveLength(1);
    await scene.stage.close();
  });
});

describe.each(['pn', 'lid'] as const)('messages that only the phone can read, by %s', (addressing) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open(addressing);
  });

  afterAll(() => scene.close());

  it.each([
    [{ text: 'from an ad' }, { conversation: 'from an ad' }],
    [{ location: { latitude: 3, longitude: 4 } }, { locationMessage: { degreesLatitude: 3 } }],
    [{ poll: { name: 'Ad?', options: ['a', 'b'] } }, { pollCreationMessage: { name: 'Ad?' } }],
  ])('come as placeholders and are asked for: %j', async (body, content) => {
    const { messageId } = await scene.stage.control.post(`/phones/${ANNA}/messages`, {
      to: BOT,
      onlyPhone: true,
      ...body,
    });
    const placeholder = await comes('the placeholder', () =>
      scene.bot.messages.find(
        ({ message: { key, messageStubType } }) => key.id === messageId && messageStubType,
      ),
    );
    expect(placeholder.message).toMatchObject({
      messageStubType: proto.WebMessageInfo.StubType.CIPHERTEXT,
      messageStubParameters: ['Message absent from node'],
    });
    const message = await scene.heard(messageId);
    expect(message.message).toMatchObject(content);
    expect(message.key.remoteJid).toBe(placeholder.message.key.remoteJid);
    expect(message.pushName).toBe('Anna');
  });

  it('are told in full to whoever asks again, reactions included', async () => {
    const { key } = await scene.says({ text: 'read already' });
    const { messageId } = await scene.does(key.id, 'reaction', { emoji: '👍' });
    await comes('the reaction', () => scene.bot.messages.some(({ message }) => message.key.id === messageId));
    const { remoteJid, fromMe } = key;
    await scene.bot.socket.requestPlaceholderResend({ remoteJid, fromMe, id: messageId });
    const answer = await comes('the answer', () =>
      scene.bot.messages.filter(({ message }) => message.key.id === messageId).at(1),
    );
    expect(answer.message).toMatchObject({
      pushName: 'Anna',
      key: { remoteJid, fromMe: false },
      message: { reactionMessage: { text: '👍', key: { id: key.id } } },
    });
    expect(Number(answer.message.messageTimestamp)).toBeGreaterThan(1_700_000_000);
  });
});

describe('history', () => {
  let scene: Scene;
  const chat = {
    peer: ANNA,
    name: 'Anna from the market',
    unread: 2,
    messages: [
      { id: 'PAST-1', text: 'long ago', fromMe: false, timestamp: 1_700_000_000 },
      { id: 'PAST-2', text: 'an answer', fromMe: true, timestamp: 1_700_000_100 },
      { text: 'a thank you', fromMe: false, timestamp: 1_700_000_200 },
    ],
  };

  beforeAll(async () => {
    scene = await Scene.open();
    await scene.says({ id: 'LIVE-1', text: 'just now' });
  });

  afterAll(() => scene.close());

  const part = (companion: TestCompanion, type: proto.HistorySync.HistorySyncType) =>
    comes(`part ${type}`, () => companion.histories.find(({ syncType }) => syncType === type));
  const { INITIAL_BOOTSTRAP, RECENT, PUSH_NAME, ON_DEMAND } = proto.HistorySync.HistorySyncType;

  it('is empty until it is set', async () => {
    const { chats, messages } = await part(scene.bot, INITIAL_BOOTSTRAP);
    expect([chats, messages]).toEqual([[], []]);
  });

  it('reaches a newly linked companion, newest first', async () => {
    const set = await scene.stage.control.post(`/phones/${BOT}/history`, { chats: [chat] });
    const [id1, id2, id3] = set.chats[0].messageIds;
    expect([set.chats[0].peer, id1, id2]).toEqual([ANNA, 'PAST-1', 'PAST-2']);
    const second = await scene.stage.pair(BOT, 'second');
    const { chats, contacts, messages } = await part(second, INITIAL_BOOTSTRAP);
    expect(chats).toMatchObject([{ id: ANNA_JID, name: chat.name, unreadCount: 2 }]);
    const { lid } = await scene.stage.control.get(`/phones/${ANNA}`);
    expect(contacts).toMatchObject([{ id: ANNA_JID, name: chat.name, lid }]);
    expect(messages.map(({ key, message }) => [key.id, key.fromMe, textOf(message)])).toEqual([
      [id3, false, 'a thank you'],
      ['PAST-2', true, 'an answer'],
      ['PAST-1', false, 'long ago'],
    ]);
    expect(messages.map(({ messageTimestamp }) => Number(messageTimestamp))).toEqual([
      1_700_000_200, 1_700_000_100, 1_700_000_000,
    ]);
    expect(messages[0]?.pushName).toBe('Anna');
    expect(await second.socket.signalRepository.lidMapping.getLIDForPN(ANNA_JID)).toBe(lid);
    const names = (await part(second, PUSH_NAME)).contacts;
    expect(names).toContainEqual({ id: ANNA_JID, notify: 'Anna' });
  });

  it('can be spoken of', async () => {
    const key = { remoteJid: ANNA_JID, id: 'PAST-1', fromMe: false };
    await scene.bot.send(ANNA_JID, { react: { key, text: '❤️' } });
    const all = () => scene.stage.control.get(`/phones/${BOT}/messages?all=true`);
    await comes('the reaction', async () =>
      (await all()).some(({ id, reactions }: Answer) => id === 'PAST-1' && reactions.length === 1),
    );
    const inbox = await scene.stage.control.get(`/phones/${BOT}/messages`);
    expect(inbox.map(({ id }: Answer) => id)).toEqual(['LIVE-1']);
  });

  it('comes on in further parts, and what was set goes when something else is set', async () => {
    const path = `/phones/${BOT}/companions/${scene.bot.number}/history`;
    expect(await scene.stage.control.post(path)).toEqual({ messages: 3 });
    expect((await part(scene.bot, RECENT)).messages).toHaveLength(3);
    await scene.stage.control.post(`/phones/${BOT}/history`, { chats: [{ peer: BEN, messages: [] }] });
    expect(await scene.stage.control.post(path)).toEqual({ messages: 0 });
    const all = await scene.stage.control.get(`/phones/${BOT}/messages?all=true`);
    expect(all.map(({ id }: Answer) => id)).toEqual(['LIVE-1']);
    const nobody = await scene.stage.control.raw('POST', `/phones/${BOT}/companions/99/history`);
    expect(nobody.status).toBe(404);
  });

  it('holds what was exchanged before, when the phone is to share that', async () => {
    await scene.stage.control.post(`/phones/${BOT}/history`, { chats: [chat] });
    await scene.stage.control.patch(`/phones/${BOT}`, { history: true });
    await scene.bot.send(ANNA_JID, { text: 'from the first companion' });
    for (let index = 0; index < 49; index++)
      await scene.says({ id: `LIVE-${index + 2}`, text: `no. ${index}` });
    await scene.does('LIVE-50', 'edit', { text: 'the last one', form: 'secret' });
    const third = await scene.stage.pair(BOT, 'third');
    const { messages, chats } = await part(third, INITIAL_BOOTSTRAP);
    // 51 were exchanged, of which 50 go along; the past ones come in any case.
    expect(messages).toHaveLength(53);
    expect(textOf(messages[0]?.message)).toBe('the last one');
    expect(messages.some(({ key }) => key.id === 'LIVE-1')).toBe(false);
    expect(messages.at(-1)?.key.id).toBe('PAST-1');
    expect(chats[0]?.unreadCount).toBe(51);
  });

  it('is there on demand, from a message backwards', async () => {
    // Under new ids, because Baileys keeps quiet about what it has told already.
    const messages = chat.messages.map(({ text, fromMe, timestamp }) => ({ text, fromMe, timestamp }));
    await scene.stage.control.post(`/phones/${BOT}/history`, { chats: [{ ...chat, messages }] });
    const key = { remoteJid: ANNA_JID, id: 'LIVE-1', fromMe: false };
    const sessionId = await scene.bot.socket.fetchMessageHistory(2, key, Date.now());
    const answer = await part(scene.bot, ON_DEMAND);
    expect(answer.peerDataRequestSessionId).toBe(sessionId);
    expect(answer.messages.map(({ message }) => textOf(message))).toEqual(['a thank you', 'an answer']);
  });

  it('survives a restart of the emulator', async () => {
    const before = await scene.stage.control.get(`/phones/${BOT}/messages?all=true`);
    await scene.bot.close();
    await scene.stage.restart();
    expect(await scene.stage.control.get(`/phones/${BOT}/messages?all=true`)).toEqual(before);
    expect(await scene.stage.control.get(`/phones/${BOT}`)).toMatchObject({ history: true });
  });

  it.each([
    [{ chats: [{ peer: 'x', messages: [] }] }, 'peer'],
    [
      { chats: [{ peer: ANNA, messages: [{ text: 'a', fromMe: true, timestamp: 0 }] }] },
      'chats[0].messages[0].timestamp',
    ],
    [{ chats: [{ peer: ANNA }, { peer: ANNA }] }, 'chats'],
    [
      { chats: [{ peer: ANNA, messages: [{ id: 'LIVE-1', text: 'a', fromMe: false, timestamp: 1 }] }] },
      'chats',
    ],
  ])('is refused when it makes no sense: %j', async (body, field) => {
    const answer = await scene.stage.control.raw('POST', `/phones/${BOT}/history`, body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });
});
