import { proto } from '@whiskeysockets/baileys';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { Stage } from './stage.js';
import { type TestCompanion, textOf } from './test-companion.js';

const { Status } = proto.WebMessageInfo;
const BOT = '628111111111';
const CUSTOMER = '15550001111';
const CUSTOMER_JID = jidOf(CUSTOMER);

describe('a conversation over the emulator', () => {
  let stage: Stage;
  let bot: TestCompanion;

  beforeAll(async () => {
    stage = await Stage.open();
    await stage.control.post('/phones', { phone: BOT, name: 'Bot' });
    await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer' });
    bot = await stage.pair(BOT);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await stage.control.get('/stats')).errors).toBe(0);
    await stage.close();
  });

  const lidOf = (phone: string) => stage.lidOf(phone);
  const inbox = (phone = CUSTOMER) => stage.control.get(`/phones/${phone}/messages`);
  const find = (id: string, phone = CUSTOMER) =>
    comes(`message ${id} of ${phone}`, async () =>
      (await inbox(phone)).find((message: { id: string }) => message.id === id),
    );

  it('pairs by QR, restarts and logs in under its phone and LID', async () => {
    expect(bot.number).toBe(1);
    expect(bot.socket.user).toMatchObject({ id: `${BOT}:1@s.whatsapp.net` });
    const [phone] = await stage.control.get('/phones');
    expect(phone).toMatchObject({ phone: BOT, name: 'Bot', companions: [{ n: 1, connected: true }] });
    expect(bot.socket.user?.lid).toBe(phone.lid.replace('@', ':1@'));
    await comes('the app-state key', () => bot.socket.authState.creds.myAppStateKeyId);
    await comes('the name', () => bot.socket.authState.creds.me?.name === 'Bot');
  });

  it('brings what the person writes to the client, and its receipt back', async () => {
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      text: 'Hello bot',
    });
    const message = await bot.hears('Hello bot');
    expect(message.key).toMatchObject({ id: messageId, remoteJid: await lidOf(CUSTOMER), fromMe: false });
    expect(message.pushName).toBe('Customer');
    await comes('a delivery by the companion', async () => {
      const receipts = await stage.control.get(`/phones/${CUSTOMER}/messages/${messageId}/receipts`);
      return receipts.some((receipt: { device: number; type: string }) => receipt.device === 1);
    });
    expect(await stage.control.get(`/stats/${BOT}/acknowledged`)).toContain(messageId);
  });

  it('brings what the client writes to the person, with delivery and read receipts', async () => {
    const id = await bot.send(CUSTOMER_JID, { text: 'Hello customer' });
    expect(await find(id)).toMatchObject({
      from: jidOf(BOT),
      to: await lidOf(CUSTOMER),
      fromMe: false,
      type: 'text',
      text: 'Hello customer',
    });
    await stage.control.post(`/phones/${CUSTOMER}/messages/${id}/read`);
    await bot.status(id, Status.READ);
    expect((await find(id)).read).toBe(true);
  });

  it('carries quotes and mentions both ways', async () => {
    const first = await bot.send(CUSTOMER_JID, { text: 'Which size?' });
    await find(first);
    await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      text: 'Large, says @anna',
      quoted: first,
      mentions: ['15550002222'],
    });
    const heard = await bot.hears('Large, says @anna');
    const context = heard.message?.extendedTextMessage?.contextInfo;
    expect(context).toMatchObject({ stanzaId: first, mentionedJid: [await lidOf('15550002222')] });
    expect(textOf(context?.quotedMessage)).toBe('Which size?');

    const reply = await bot.socket.sendMessage(
      CUSTOMER_JID,
      { text: 'Noted', mentions: [CUSTOMER_JID] },
      { quoted: heard },
    );
    expect(await find(reply?.key.id ?? '')).toMatchObject({
      text: 'Noted',
      quoted: { id: heard.key.id, text: 'Large, says @anna' },
      mentions: [CUSTOMER_JID],
    });
  });

  it.each(['wrapped', 'plain'])('shows the client %s edits, and reactions and deletions', async (form) => {
    const text = `Draft, ${form}`;
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, text });
    await bot.hears(text);
    const path = `/phones/${CUSTOMER}/messages/${messageId}`;
    await stage.control.post(`${path}/edit`, { text: 'Final', form });
    await comes('the edit', () =>
      bot.updates.some(
        ({ key, update }) =>
          key.id === messageId && textOf(update.message?.editedMessage?.message) === 'Final',
      ),
    );
    await stage.control.post(`${path}/delete`);
    await comes('the deletion', () =>
      bot.updates.some(({ key, update }) => key.id === messageId && update.message === null),
    );
    const sent = await bot.send(CUSTOMER_JID, { text: `React to me, ${form}` });
    await find(sent);
    await stage.control.post(`/phones/${CUSTOMER}/messages/${sent}/reaction`, { emoji: '👍' });
    await comes('the reaction', () =>
      bot.messages.some(
        ({ message: { message } }) =>
          message?.reactionMessage?.text === '👍' && message.reactionMessage.key?.id === sent,
      ),
    );
  });

  it('shows the person edits, reactions and deletions of the client', async () => {
    const id = await bot.send(CUSTOMER_JID, { text: 'Frist' });
    const key = { remoteJid: CUSTOMER_JID, fromMe: true, id };
    await find(id);
    await bot.send(CUSTOMER_JID, { text: 'First', edit: key });
    await bot.send(CUSTOMER_JID, { react: { key, text: '✅' } });
    await comes('both', async () => {
      const message = await find(id);
      return message.text === 'First' && message.edited && message.reactions.length === 1;
    });
    await bot.send(CUSTOMER_JID, { delete: key });
    await comes('the deletion', async () => (await find(id)).deleted);
    const events = await stage.control.get(`/phones/${CUSTOMER}/events`);
    const kinds = events
      .filter((event: { targetId?: string }) => event.targetId === id)
      .map((event: { kind: string }) => event.kind);
    expect(kinds).toEqual(['edit', 'reaction', 'delete']);
  });

  it('shows typing and presence to those who want to know', async () => {
    await bot.socket.presenceSubscribe(CUSTOMER_JID);
    await stage.control.post(`/phones/${CUSTOMER}/presence`, { state: 'available' });
    await stage.control.post(`/phones/${CUSTOMER}/typing`, { to: BOT, state: 'recording' });
    await comes('the presence', () => bot.presences.some(({ state }) => state === 'available'));
    await comes('the typing', () => bot.presences.some(({ state }) => state === 'recording'));
    await bot.socket.sendPresenceUpdate('composing', CUSTOMER_JID);
    await comes('the client typing', async () => {
      const events = await stage.control.get(`/phones/${CUSTOMER}/events`);
      return events.some(
        (event: { kind: string; state?: string }) => event.kind === 'typing' && event.state === 'composing',
      );
    });
  });

  it('tells who is on WhatsApp', async () => {
    await stage.control.post('/phones', { phone: '15550009999', registered: false });
    const found = await bot.socket.onWhatsApp(CUSTOMER, '15550009999', '15558887777');
    const exists = Object.fromEntries((found ?? []).map(({ jid, exists: there }) => [jid, there]));
    expect(exists).toEqual({ [CUSTOMER_JID]: true });
  });

  it('keeps app state: what one companion changes the others hear and later ones read', async () => {
    const second = await stage.pair(BOT, 'second');
    const archived: (boolean | null | undefined)[] = [];
    second.socket.ev.on('chats.update', (chats) => {
      for (const chat of chats) if (chat.id === CUSTOMER_JID) archived.push(chat.archived);
    });
    await comes('the initial sync', () => second.socket.authState.creds.accountSyncCounter > 0);
    await bot.socket.chatModify({ archive: true, lastMessages: [] }, CUSTOMER_JID);
    await comes('the archived chat', () => archived.includes(true));

    const third = await stage.pair(BOT, 'third');
    await comes('the first sync', async () => {
      const versions = await third.socket.authState.keys.get('app-state-sync-version', ['regular_low']);
      return versions.regular_low?.version === 1;
    });
    for (const companion of [second, third]) {
      await stage.control.delete(`/phones/${BOT}/companions/${companion.number}`);
      expect(await companion.closedWith()).toBe(401);
    }
  });
});

describe('a conversation addressed by LID', () => {
  let stage: Stage;
  let bot: TestCompanion;
  let lid: string;

  beforeAll(async () => {
    stage = await Stage.open();
    await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer', addressing: 'lid' });
    ({ lid } = await stage.control.get(`/phones/${CUSTOMER}`));
    bot = await stage.pair(BOT);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    await stage.close();
  });

  it('reaches the client under the LID, with the phone number beside it', async () => {
    await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, text: 'From a LID' });
    const { key } = await bot.hears('From a LID');
    expect(key).toMatchObject({ remoteJid: lid, remoteJidAlt: CUSTOMER_JID, addressingMode: 'lid' });
  });

  it.each(['lid', 'phone number'])('takes answers to the %s, receipts come from there', async (address) => {
    const to = address === 'lid' ? lid : CUSTOMER_JID;
    const id = await bot.send(to, { text: `Answer to the ${address}` });
    await comes('the message', async () => {
      const messages = await stage.control.get(`/phones/${CUSTOMER}/messages`);
      return messages.some(
        (message: { id: string; fromLid?: string }) => message.id === id && message.fromLid,
      );
    });
    await stage.control.post(`/phones/${CUSTOMER}/messages/${id}/read`);
    expect(await bot.status(id, Status.READ)).toBe(to);
  });

  it('lets the client react to and quote what came from the LID', async () => {
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      text: 'Quote me',
    });
    const heard = await bot.hears('Quote me');
    await bot.send(lid, { react: { key: heard.key, text: '❤️' } });
    await bot.socket.sendMessage(lid, { text: 'Quoted' }, { quoted: heard });
    const [quoted] = await comes('the quote', async () => {
      const messages = await stage.control.get(`/phones/${CUSTOMER}/messages`);
      const found = messages.filter((message: { text?: string }) => message.text === 'Quoted');
      return found.length > 0 && found;
    });
    expect(quoted.quoted.id).toBe(messageId);
    const all = await stage.control.get(`/phones/${CUSTOMER}/messages?all=true`);
    const target = all.find((message: { id: string }) => message.id === messageId);
    expect(target.reactions).toMatchObject([{ emoji: '❤️' }]);
  });
});

describe('several accounts and companions', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    await stage.close();
  });

  it('fans messages out to every device of both sides', async () => {
    const first = await stage.pair(BOT, 'first');
    const second = await stage.pair(BOT, 'second');
    const other = await stage.pair('33611111111', 'other');
    await first.send('33611111111@s.whatsapp.net', { text: 'to everybody' });
    expect((await other.hears('to everybody')).key.fromMe).toBe(false);
    const copy = await second.hears('to everybody');
    expect(copy.key).toMatchObject({ fromMe: true, remoteJid: await stage.lidOf('33611111111') });
    const [onPhone] = await stage.control.get(`/phones/${BOT}/messages`);
    expect(onPhone).toMatchObject({ text: 'to everybody', fromMe: true, device: 1 });

    await stage.control.post(`/phones/${BOT}/messages`, { to: '33611111111', text: 'from the phone' });
    await other.hears('from the phone');
    for (const own of [first, second]) expect((await own.hears('from the phone')).key.fromMe).toBe(true);

    await other.send(jidOf(BOT), { text: 'back to both' });
    for (const own of [first, second]) expect((await own.hears('back to both')).key.fromMe).toBe(false);
  });
});
