import { proto } from '@whiskeysockets/baileys';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { Stage } from './stage.js';
import { type TestCompanion } from './test-companion.js';

const { Status } = proto.WebMessageInfo;
const BOT = '628111111111';
const CUSTOMER = '15550001111';
const CUSTOMER_JID = jidOf(CUSTOMER);

let stage: Stage;
let bot: TestCompanion;

beforeAll(async () => {
  stage = await Stage.open();
  await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer', addressing: 'pn' });
  bot = await stage.pair(BOT);
  // Opens a session in both directions.
  await bot.send(CUSTOMER_JID, { text: 'warm up' });
  await says('warm up, bot');
  await bot.hears('warm up, bot');
});

afterAll(async () => {
  expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
  expect((await stage.control.get('/stats')).errors).toBe(0);
  await stage.close();
});

afterEach(async () => {
  await stage.control.delete('/faults');
});

async function says(text: string, to = BOT): Promise<string> {
  return (await stage.control.post(`/phones/${CUSTOMER}/messages`, { to, text })).messageId;
}

function inInbox(text: string): Promise<boolean> {
  return comes(`"${text}" in the inbox`, async () => {
    const messages = await stage.control.get(`/phones/${CUSTOMER}/messages`);
    return messages.some((message: { text?: string }) => message.text === text);
  });
}

function copies(text: string): number {
  return bot.messages.filter(({ message: { message } }) => message?.conversation === text).length;
}

describe('retries', () => {
  it('lets the client ask again for what it could not read', async () => {
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 2 });
    const ids = [await says('unreadable at first'), await says('this one too')];
    await bot.hears('unreadable at first');
    await bot.hears('this one too');
    await comes('the acknowledgement', async () => {
      const acknowledged = await stage.control.get(`/stats/${BOT}/acknowledged`);
      return ids.every((id) => acknowledged.includes(id));
    });
    expect(await stage.control.get('/faults')).toEqual([]);
    await says('and clear again');
    await bot.hears('and clear again');
  });

  it('asks the client again for what the phone could not read', async () => {
    await stage.control.post('/faults', { kind: 'unreadable', phone: CUSTOMER, times: 1 });
    await bot.send(CUSTOMER_JID, { text: 'say it twice' });
    await inInbox('say it twice');
    const events = await stage.control.get(`/phones/${CUSTOMER}/events`);
    expect(events.filter((event: { kind: string }) => event.kind === 'unreadable')).toHaveLength(1);
  });

  it('lets another companion of the sender ask again for its copy', async () => {
    const second = await stage.pair(BOT, 'copies');
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 1 });
    await bot.send(CUSTOMER_JID, { text: 'a copy for the others' });
    const copy = await second.hears('a copy for the others');
    expect(copy.key).toMatchObject({ fromMe: true, remoteJid: CUSTOMER_JID });
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 2 });
    await stage.control.post(`/phones/${BOT}/messages`, { to: CUSTOMER, text: 'typed on the phone' });
    await second.hears('typed on the phone');
    await bot.hears('typed on the phone');
    await stage.control.delete(`/phones/${BOT}/companions/${second.number}`);
  });

  it('goes on with a person whose app was installed anew', async () => {
    await stage.control.post(`/phones/${CUSTOMER}/reinstall`);
    await bot.send(CUSTOMER_JID, { text: 'to the new phone' });
    await inInbox('to the new phone');
    await says('from the new phone');
    await bot.hears('from the new phone');
  });
});

describe('delivery', () => {
  it('keeps what comes while the client is away and marks it as offline', async () => {
    await bot.close();
    await comes('the client to be gone', async () => (await stage.control.get('/stats')).connections === 0);
    const ids = [await says('first in line'), await says('second in line')];
    expect((await stage.control.get(`/stats`)).phones[BOT]).toMatchObject({ queued: 2, unacknowledged: 0 });
    await bot.open();
    await bot.hears('second in line');
    const offline = bot.messages.filter(({ message }) => ids.includes(message.key.id ?? ''));
    expect(offline.map(({ type, message }) => [type, message.key.id])).toEqual(
      ids.map((id) => ['append', id]),
    );
    await comes('an empty queue', async () => (await stage.control.get('/stats')).queued === 0);
  });

  it('delivers again at the next login what was never acknowledged', async () => {
    await stage.control.post('/faults', { kind: 'drop-stanza', phone: BOT, tag: 'message', times: 1 });
    await says('lost on the way');
    await says('comes through');
    await bot.hears('comes through');
    expect(copies('lost on the way')).toBe(0);
    await stage.control.post('/faults', { kind: 'drop', phone: BOT });
    await bot.closedWith(bot.closes.length + 1);
    await bot.open();
    await bot.hears('lost on the way');
  });

  it('can deliver a stanza twice', async () => {
    await stage.control.post('/faults', { kind: 'duplicate-stanza', phone: BOT, tag: 'message', times: 1 });
    const before = (await stage.control.get('/stats')).stanzasOut;
    await says('said once, heard twice');
    await bot.hears('said once, heard twice');
    await comes('both stanzas', async () => (await stage.control.get('/stats')).stanzasOut >= before + 2);
  });

  it('asks for prekeys before they run out', async () => {
    for (let index = 0; index < 12; index++)
      await stage.control.post(`/phones/${491_555_000_000 + index}/messages`, {
        to: BOT,
        text: `hello ${index}`,
      });
    await bot.hears('hello 11');
    await comes('more keys', () => bot.socket.authState.creds.nextPreKeyId > 11);
  });
});

describe('a restart of the emulator', () => {
  it('keeps accounts, companions, sessions, queues and inboxes', async () => {
    await says('before the restart');
    await bot.hears('before the restart');
    const before = await stage.control.get(`/phones/${CUSTOMER}/messages?all=true`);
    const root = await stage.control.get('/trust');
    await bot.close();
    await comes('the client to be gone', async () => (await stage.control.get('/stats')).connections === 0);
    await says('queued before the restart');
    await stage.restart();
    expect(await stage.control.get('/trust')).toEqual(root);
    const after = await stage.control.get(`/phones/${CUSTOMER}/messages?all=true`);
    expect(after).toEqual([...before, expect.objectContaining({ text: 'queued before the restart' })]);
    await bot.open();
    await bot.hears('queued before the restart');
    await says('after the restart');
    await bot.hears('after the restart');
    await bot.send(CUSTOMER_JID, { text: 'and back' });
    await inInbox('and back');
    expect((await stage.control.get('/stats')).retries).toBe(0);
  });
});

describe('faults on the connection', () => {
  it.each([401, 440, 428, 500, 503, 515])('shows %i as the reason of a close', async (code) => {
    const closes = bot.closes.length;
    await stage.control.post('/faults', { kind: 'stream-error', phone: BOT, code });
    expect(await bot.closedWith(closes + 1)).toBe(code);
    await bot.open();
  });

  it('leave it to the client to close the connection', async () => {
    const { ws } = bot.socket;
    const close = ws.close.bind(ws);
    const told = new Promise((resolve) => ws.once('CB:stream:error', resolve));
    // A client that still has something to read, as whatsmeow does.
    ws.close = () => Promise.resolve();
    const closes = bot.closes.length;
    await stage.control.post('/faults', { kind: 'stream-error', phone: BOT, code: 515 });
    await told;
    const { connections } = await stage.control.get('/health');
    expect({ connections, open: ws.isOpen }).toEqual({ connections: 1, open: true });
    await close();
    expect(await bot.closedWith(closes + 1)).toBe(515);
    await bot.open();
  });

  it('ends the stream, and repeats an error at the next logins', async () => {
    const closes = bot.closes.length;
    await stage.control.post('/faults', { kind: 'stream-end', phone: BOT });
    expect(await bot.closedWith(closes + 1)).toBe(428);
    await bot.open();
    await stage.control.post('/faults', { kind: 'stream-error', phone: BOT, code: 503, times: 2 });
    expect(await bot.closedWith(closes + 2)).toBe(503);
    bot.connect();
    expect(await bot.closedWith(closes + 3)).toBe(503);
    await bot.open();
  });

  it.each([401, 403, 405, 408, 411, 500, 503])('refuses a login with %i', async (code) => {
    await bot.close();
    const closes = bot.closes.length;
    await stage.control.post('/faults', { kind: 'login-failure', phone: BOT, code });
    bot.connect();
    expect(await bot.closedWith(closes + 1)).toBe(code);
    await bot.open();
  });

  it('refuses connections', async () => {
    await bot.close();
    const closes = bot.closes.length;
    await stage.control.post('/faults', { kind: 'refuse-connections', times: 1 });
    bot.connect();
    await bot.closedWith(closes + 1);
    await bot.open();
  });

  it('leaves a connection half-open: nothing is answered, nothing is closed', async () => {
    const closes = bot.closes.length;
    const { struck } = await stage.control.post('/faults', { kind: 'half-open', phone: BOT });
    expect(struck).toBe(1);
    const ping = { tag: 'iq', attrs: { type: 'get', xmlns: 'w:p', to: '@s.whatsapp.net' } };
    await expect(bot.socket.query(ping, 300)).rejects.toThrow('Timed Out');
    expect(bot.closes).toHaveLength(closes);
    await says('said into the void');
    const open = bot.opens;
    bot.connect();
    await comes('a new login', () => bot.opens > open);
    await bot.hears('said into the void');
  });
});

describe('faults on what the client sends', () => {
  it('refuses a message and delivers nothing', async () => {
    await stage.control.post('/faults', { kind: 'ack-error', phone: BOT, to: CUSTOMER, code: 463, times: 1 });
    const id = await bot.send(CUSTOMER_JID, { text: 'refused' });
    await bot.status(id, Status.ERROR);
    await bot.send(CUSTOMER_JID, { text: 'accepted' });
    await inInbox('accepted');
    const messages = await stage.control.get(`/phones/${CUSTOMER}/messages`);
    expect(messages.some((message: { id: string }) => message.id === id)).toBe(false);
  });

  it('acknowledges late', async () => {
    const acks: number[] = [];
    bot.socket.ws.on('CB:ack,class:message', () => acks.push(Date.now()));
    await stage.control.post('/faults', { kind: 'ack-delay', to: CUSTOMER, ms: 200, times: 1 });
    const begun = Date.now();
    await bot.send(CUSTOMER_JID, { text: 'slow' });
    await comes('the ack', () => acks.length > 0);
    expect((acks[0] ?? 0) - begun).toBeGreaterThanOrEqual(200);
    await inInbox('slow');
  });

  it('holds a message back until the fault is released', async () => {
    const acks: string[] = [];
    bot.socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: { id: string } }) => acks.push(attrs.id));
    const { id: fault } = await stage.control.post('/faults', {
      kind: 'ack-missing',
      to: CUSTOMER,
      times: 1,
    });
    const held = await bot.send(CUSTOMER_JID, { text: 'held back' });
    await bot.send(CUSTOMER_JID, { text: 'passes by' });
    await inInbox('passes by');
    expect(acks).not.toContain(held);
    const [active] = await stage.control.get('/faults');
    expect(active).toMatchObject({ id: fault, holding: 1 });
    await stage.control.delete(`/faults/${fault}?release=true`);
    await inInbox('held back');
    await comes('the ack', () => acks.includes(held));
  });

  it('leaves queries about one phone unanswered, others not', async () => {
    await stage.control.post('/faults', { kind: 'silence', xmlns: 'usync', about: '15550003333' });
    const silent = bot.socket.getUSyncDevices(['15550003333@s.whatsapp.net'], false, false);
    const answered = await bot.socket.getUSyncDevices(['15550004444@s.whatsapp.net'], false, false);
    expect(answered).toHaveLength(1);
    expect(await silent).toEqual([]);
  });

  it('answers queries late', async () => {
    await stage.control.post('/faults', { kind: 'iq-delay', xmlns: 'usync', ms: 150, times: 1 });
    const start = Date.now();
    await bot.socket.getUSyncDevices(['15550005555@s.whatsapp.net'], false, false);
    expect(Date.now() - start).toBeGreaterThanOrEqual(140);
  });
});

describe('linking', () => {
  it('takes a companion off its phone: 401 now and at the next login', async () => {
    const second = await stage.pair(BOT, 'unlinked');
    await stage.control.delete(`/phones/${BOT}/companions/${second.number}`);
    expect(await second.closedWith(1)).toBe(401);
    second.connect();
    expect(await second.closedWith(2)).toBe(401);
  });

  it('forgets a companion that logs out', async () => {
    const second = await stage.pair(BOT, 'logged-out');
    const linked = async () =>
      (await stage.control.get(`/phones/${BOT}`)).companions.map((companion: { n: number }) => companion.n);
    expect(await linked()).toContain(second.number);
    await second.socket.logout();
    await comes('the phone to forget it', async () => !(await linked()).includes(second.number));
  });

  it('pairs by a code that the person types in', async () => {
    const second = await stage.stranger(BOT, 'by-code');
    second.scans = false;
    second.connect();
    await comes('the first QR', () => second.qrCount > 0);
    const code = await second.socket.requestPairingCode(BOT);
    await stage.control.post(`/phones/${BOT}/pair`, { code });
    await comes('the login', () => second.opens > 0);
    await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, text: 'heard by the new one' });
    await second.hears('heard by the new one');
  });

  it('offers as many QR references as asked', async () => {
    await stage.control.post('/faults', { kind: 'qr-refs', count: 2, times: 1 });
    const stranger = await stage.stranger('33600000001');
    stranger.scans = false;
    stranger.qrTimeout = 20;
    stranger.connect();
    expect(await stranger.closedWith()).toBe(408);
    expect(stranger.qrCount).toBe(2);
  });

  it('can refuse registrations', async () => {
    await stage.control.post('/faults', { kind: 'reject-registration', times: 1 });
    const stranger = await stage.stranger('33600000000');
    stranger.scans = false;
    stranger.connect();
    expect(await stranger.closedWith()).toBe(503);
  });

  it('says 404 to a code that nobody shows', async () => {
    const qr = 'https://wa.me/settings/linked_devices#2@none,bm9pc2U=,aWQ=,YWR2,1';
    expect((await stage.control.raw('POST', `/phones/${BOT}/scan`, { qr })).status).toBe(404);
  });
});

describe('the control API', () => {
  it.each([
    ['POST', '/phones', { name: 'x' }, 400, 'phone'],
    ['POST', '/phones', { phone: 'abc' }, 400, 'phone'],
    ['POST', '/phones', { phone: '15550001111', colour: 'red' }, 400, 'colour'],
    ['POST', '/phones', { phone: '15550001111', addressing: 'both' }, 400, 'addressing'],
    ['POST', '/phones', '{', 400, 'body'],
    ['POST', `/phones/${BOT}/scan`, { qr: 'nonsense' }, 400, 'qr'],
    ['POST', `/phones/${BOT}/messages`, { to: CUSTOMER }, 400, 'text'],
    ['POST', `/phones/${BOT}/messages`, { to: 'x@g.us', text: 'hi' }, 400, 'to'],
    ['POST', `/phones/${BOT}/messages/none/edit`, { text: 'x' }, 404, 'id'],
    ['POST', '/faults', { kind: 'earthquake' }, 400, 'kind'],
    ['POST', '/faults', { kind: 'silence' }, 400, 'xmlns'],
    ['POST', '/faults', { kind: 'drop', phone: BOT, ms: 3 }, 400, 'ms'],
    ['DELETE', '/faults/none', undefined, 404, 'id'],
    ['DELETE', `/phones/${BOT}/companions/99`, undefined, 404, 'n'],
    ['GET', '/nowhere', undefined, 404, undefined],
  ])('%s %s with %j is %i', async (method, path, body, status, field) => {
    const answer = await stage.control.raw(method, path, body);
    expect(answer.status).toBe(status);
    expect(typeof answer.body.error).toBe('string');
    expect(answer.body.field).toBe(field);
  });

  it('does not let people change what is not theirs', async () => {
    const id = await says('mine');
    await bot.hears('mine');
    const { status } = await stage.control.raw('POST', `/phones/${CUSTOMER}/messages/${id}/read`);
    expect(status).toBe(400);
  });

  it('counts what it does not know', async () => {
    const unknown = { tag: 'iq', attrs: { type: 'get', xmlns: 'w:unknown', to: '@s.whatsapp.net' } };
    await expect(bot.socket.query(unknown)).rejects.toThrow('feature-not-implemented');
    const { count, stanzas } = await stage.control.get('/unhandled');
    expect(count).toBe(1);
    expect(stanzas[0]).toMatchObject({ phone: BOT, tag: 'iq', xmlns: 'w:unknown', type: 'get' });
    await stage.control.delete('/unhandled');
  });

  it('has phones by the hundred', async () => {
    const phones = Array.from({ length: 300 }, (_, index) => `4477${10_000 + index}`);
    for (const phone of phones) await stage.control.post('/phones', { phone });
    const listed: { phone: string }[] = await stage.control.get('/phones');
    expect(listed.map(({ phone }) => phone)).toEqual(expect.arrayContaining(phones));
  });
});
