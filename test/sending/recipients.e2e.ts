import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** Counts the queries for numbers and devices from now on. */
async function counted(): Promise<() => Promise<number>> {
  const fault = await world.emulator.fault({ kind: 'iq-delay', ms: 0, xmlns: 'usync', phone: BOT });
  return async () => {
    const faults: { id: string; happened: number }[] = await world.emulator.get('/faults');
    return faults.find(({ id }) => id === fault)?.happened ?? 0;
  };
}

async function refusal(to: string) {
  const { code, error } = await bot.text(to, 'hi');
  return { code, error: error?.code, fields: error?.details?.['fields'] };
}

describe('a number that WhatsApp knows under another form', () => {
  it.each([
    ['Brazil', '5547900001234', '554700001234'],
    ['Brazil, the other way', '556500005678', '5565900005678'],
    ['Mexico', '525512345678', '5215512345678'],
    ['Argentina', '541112345678', '5491112345678'],
  ])('reaches the account in one chat: %s', async (_country, written, phone) => {
    await world.emulator.post('/phones', { phone, aliases: [written] });
    const id = await bot.sent(bot.text(written, 'to the account'));
    await world.emulator.arrives(phone, id);
    expect(await bot.knows(id)).toMatchObject({ chatId: jidOf(phone) });
    const reply = await world.emulator.send(phone, { to: BOT, text: 'reply' });
    expect((await bot.hears(reply)).data).toMatchObject({ chatId: jidOf(phone) });
    const { data } = await bot.chats({ limit: 50 });
    const chats = data?.chats.map(({ chatId }) => chatId) ?? [];
    expect(chats).toContain(jidOf(phone));
    expect(chats).not.toContain(jidOf(written));
    const listed = await bot.messages(written);
    expect(listed.data?.messages.map((message) => message.id)).toEqual([reply, id]);
  });

  it('is asked about once, also after a restart, and can be quoted, edited and forwarded to', async () => {
    const [written, phone] = ['5511900009999', '551100009999'];
    await world.emulator.post('/phones', { phone, aliases: [written] });
    const id = await bot.sent(bot.text(written, 'first'));
    const from = world.receiver.mark;
    await world.api.halt();
    await world.api.start();
    await bot.event('ready', undefined, { from });
    await world.emulator.arrives(phone, await bot.sent(bot.text(written, 're', { quotedMessageId: id })));
    const queries = await counted();
    await world.emulator.arrives(phone, await bot.sent(bot.text(written, 'third')));
    expect(await queries()).toBe(0);
    await bot.sent(bot.edit(id, 'first, edited', written));
    const forwarded = await bot.forward(id, written);
    expect(forwarded.code).toBe(200);
    const inbox = await eventually(
      () => world.emulator.inbox(phone),
      (messages) => messages.length === 4,
      'all messages to arrive',
    );
    expect(inbox.map(({ text }) => text)).toEqual(['first, edited', 're', 'third', 'first, edited']);
  });
});

describe('a forwarded message', () => {
  it('is refused if two recipients are one account', async () => {
    const [written, phone] = ['5547900001239', '554700001239'];
    await world.emulator.post('/phones', { phone, aliases: [written] });
    const id = await world.emulator.send(ANNA, { to: BOT, text: 'once only' });
    await bot.hears(id);
    const twice = { code: 400, error: { code: 'INVALID_REQUEST', details: { fields: [{ field: 'to' }] } } };
    const forms = await bot.forward(id, [written, phone]);
    expect({ code: forms.code, error: forms.error }).toMatchObject(twice);
    expect(await world.emulator.inbox(phone)).toEqual([]);
    const addresses = await bot.forward(id, [ANNA, await world.emulator.lidOf(ANNA)]);
    expect({ code: addresses.code, error: addresses.error }).toMatchObject(twice);
  });
});

describe('somebody who is not on WhatsApp', () => {
  it('is 404, and nothing is sent', async () => {
    const phone = '15550008888';
    await world.emulator.post('/phones', { phone, registered: false });
    expect(await refusal(phone)).toEqual({
      code: 404,
      error: 'CONTACT_NOT_FOUND',
      fields: [{ field: 'to', reason: 'is not on WhatsApp' }],
    });
    expect(await world.emulator.inbox(phone)).toEqual([]);
    const { data } = await bot.messages(phone);
    expect(data?.messages ?? []).toEqual([]);
  });

  it('is found as soon as they are on WhatsApp', async () => {
    const phone = '15550008889';
    await world.emulator.post('/phones', { phone, registered: false });
    expect((await refusal(phone)).code).toBe(404);
    await world.emulator.patch(`/phones/${phone}`, { registered: true });
    await world.emulator.arrives(phone, await bot.sent(bot.text(phone, 'welcome')));
  });

  it('is not assumed when WhatsApp does not say so', async () => {
    await world.emulator.fault({ kind: 'iq-error', code: 429, xmlns: 'usync', phone: BOT, times: 1 });
    const { code, error } = await bot.text('15550008890', 'hi');
    expect({ code, error }).toMatchObject({
      code: 504,
      error: { code: 'UPSTREAM_TIMEOUT', details: { code: '429', outcome: 'not_sent' } },
    });
  });
});

describe('a recipient that cannot be one', () => {
  const invalid = (reason: string) => ({
    code: 400,
    error: 'INVALID_REQUEST',
    fields: [{ field: 'to', reason: expect.stringContaining(reason) }],
  });

  it.each([
    ['0015550001111', 'must begin with the country code'],
    ['+00 1 555 000 1111', 'must begin with the country code'],
    ['081234567890', 'must begin with the country code'],
    ['081234567890@s.whatsapp.net', 'must begin with the country code'],
    ['12345', 'must be a phone number of 7 to 15 digits'],
    ['1234567890123456', 'must be a phone number of 7 to 15 digits'],
    ['status@broadcast', 'must be a phone number or a JID'],
    ['news@newsletter', 'must be the JID of a channel'],
  ])('is refused: %s', async (to, reason) => {
    expect(await refusal(to)).toEqual(invalid(reason));
  });

  it('is refused if it is the digits of a LID, with the JID to use', async () => {
    const id = await world.emulator.send(ANNA, { to: BOT, text: 'hello' });
    await bot.hears(id);
    const lid = await world.emulator.lidOf(ANNA);
    const digits = lid.replace('@lid', '');
    expect(await refusal(digits)).toMatchObject({
      code: 404,
      error: 'CONTACT_NOT_FOUND',
      fields: [{ field: 'to', reason: expect.stringContaining(lid) }],
    });
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(lid, 'by LID')));
  });

  it('is 404 if it is an unknown LID', async () => {
    expect(await refusal('100000000000001@lid')).toMatchObject({ code: 404, error: 'CONTACT_NOT_FOUND' });
  });
});

describe('a recipient', () => {
  it.each(['+1 555 000-1111', `${ANNA}@c.us`, `${ANNA}@s.whatsapp.net`])('may be written %s', async (to) => {
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(to, `to ${to}`)));
  });

  it('may be the own number', async () => {
    expect(await bot.text(BOT, 'note to self')).toMatchObject({ code: 200, data: { status: 'sent' } });
  });
});
