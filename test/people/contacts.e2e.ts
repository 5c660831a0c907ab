import sharp from 'sharp';
import {
  checkContact,
  checkContacts,
  getContact,
  getContactPicture,
  listChats,
  listContacts,
  removeContact,
  restartInstance,
  saveContact,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const NOBODY = '15550009999';
/** Brazil has added a nine to its mobile numbers; accounts that are older keep their JID. */
const RIO = '555580001111';
const RIO_WITH_NINE = '5555980001111';
const path = { instanceId: 'bot' };

const world = useWorld({ SEND_TIMEOUT_MS: '12000' });
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await bot.link();
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await world.emulator.phone(BEN, { name: 'Ben' });
  await world.emulator.request('POST', '/phones', { phone: RIO, aliases: [RIO_WITH_NINE] });
  await world.emulator.request('POST', '/phones', { phone: '15550003333', registered: false });
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('a check of numbers', () => {
  const check = (phone: string) => checkContact({ client: world.api.client, path, body: { phone } });
  const checkAll = (phones: string[]) => checkContacts({ client: world.api.client, path, body: { phones } });

  it('tells who is on WhatsApp and under which JID', async () => {
    expect((await check(ANNA)).data?.data).toEqual({ phone: ANNA, exists: true, jid: jidOf(ANNA) });
    expect((await check(NOBODY)).data?.data).toEqual({ phone: NOBODY, exists: false });
    expect((await check('15550003333')).data?.data).toEqual({ phone: '15550003333', exists: false });
    expect((await check(RIO_WITH_NINE)).data?.data).toEqual({
      phone: RIO_WITH_NINE,
      exists: true,
      jid: jidOf(RIO),
    });
    expect((await check(BOT)).data?.data).toEqual({ phone: BOT, exists: true, jid: jidOf(BOT) });
  });

  it('answers in the order of the question, one for one', async () => {
    const asked = [NOBODY, '+1 (555) 000-2222', RIO_WITH_NINE, BEN, RIO, ANNA, NOBODY, BEN];
    const { data } = await checkAll(asked);
    expect(data?.data.results).toEqual([
      { phone: NOBODY, exists: false },
      { phone: '+1 (555) 000-2222', exists: true, jid: jidOf(BEN) },
      { phone: RIO_WITH_NINE, exists: true, jid: jidOf(RIO) },
      { phone: BEN, exists: true, jid: jidOf(BEN) },
      { phone: RIO, exists: true, jid: jidOf(RIO) },
      { phone: ANNA, exists: true, jid: jidOf(ANNA) },
      { phone: NOBODY, exists: false },
      { phone: BEN, exists: true, jid: jidOf(BEN) },
    ]);
  });

  it('takes a hundred at once, and makes nobody exist by asking', async () => {
    const asked = Array.from({ length: 100 }, (_, index) => String(447_000_000_000 + index));
    const before = (await world.emulator.get('/phones')).length;
    for (let round = 0; round < 2; round += 1) {
      const { data } = await checkAll(asked);
      expect(data?.data.results).toEqual(asked.map((phone) => ({ phone, exists: false })));
    }
    expect(await world.emulator.get('/phones')).toHaveLength(before);
  });

  it('is a 504 when WhatsApp says nothing, and never a no', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'usync', phone: BOT });
    for (const { response, error } of [await check(ANNA), await checkAll([ANNA, BEN])]) {
      expect(response?.status).toBe(504);
      expect(error?.error).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } });
    }
  });

  it("is WhatsApp's own refusal when there is one", async () => {
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'usync', phone: BOT, code: 429 });
    const { response, error } = await check(ANNA);
    expect(response?.status).toBe(500);
    expect(error?.error).toMatchObject({ code: 'WHATSAPP_ERROR', details: { code: '429' } });
  });
});

/** What a refusal says to a program. */
async function refusal(
  asking: Promise<{ response?: Response; error?: { error: { code: string; details?: object } } }>,
) {
  const { response, error } = await asking;
  return { status: response?.status, code: error?.error.code, details: error?.error.details };
}

const SILENCE = {
  status: 504,
  code: 'UPSTREAM_TIMEOUT',
  details: expect.objectContaining({ outcome: 'unknown' }),
};

interface Entry {
  phone: string;
  name: string;
  firstName?: string;
  onPhone: boolean;
}

/** The address book of the bot's phone. */
async function book(): Promise<Entry[]> {
  return world.emulator.get(`/phones/${BOT}/contacts`);
}

async function known(): Promise<Map<string, { name?: string; firstName?: string; pushName?: string }>> {
  const { data } = await listContacts({ client: world.api.client, throwOnError: true, path });
  return new Map(data.data.contacts.map((contact) => [contact.jid, contact]));
}

describe('a contact that is saved', () => {
  const save = (body: { phone: string; name: string; firstName?: string; lastName?: string }) =>
    saveContact({ client: world.api.client, path, body });
  const remove = (person: string) =>
    removeContact({ client: world.api.client, path: { ...path, jid: person } });

  it('is in the address book of the phone', async () => {
    const { data, response } = await save({
      phone: '+1 555 000 1111',
      name: 'Anna Maria Adams',
      lastName: 'Adams',
    });
    expect(response?.status).toBe(201);
    const named = { name: 'Anna Maria Adams', firstName: 'Anna Maria' };
    expect(data?.data).toMatchObject({ jid: jidOf(ANNA), phone: ANNA, ...named });
    await eventually(book, (entries) => entries.length === 1, 'the entry');
    expect(await book()).toEqual([{ phone: ANNA, ...named, onPhone: true }]);
    expect((await known()).get(jidOf(ANNA))).toMatchObject(named);
  });

  it('need not be on WhatsApp', async () => {
    expect((await save({ phone: NOBODY, name: 'Nobody', firstName: 'No' })).response?.status).toBe(201);
    await eventually(book, (entries) => entries.some(({ name }) => name === 'Nobody'), 'the entry');
    expect((await book()).find(({ phone }) => phone === NOBODY)?.firstName).toBe('No');
  });

  it('can be named anew, taken out and put back, again and again', async () => {
    for (const name of ['Anna', 'Anna B', 'Anna C']) {
      await save({ phone: ANNA, name });
      await eventually(book, (entries) => entries.some((entry) => entry.name === name), name);
      const { data } = await remove(ANNA);
      expect(data?.data).toEqual({ jid: jidOf(ANNA), deleted: true });
      await eventually(book, (entries) => !entries.some(({ phone }) => phone === ANNA), 'nobody');
      expect(await refusal(remove(jidOf(ANNA)))).toMatchObject({ status: 404, code: 'CONTACT_NOT_FOUND' });
    }
    expect((await known()).has(jidOf(ANNA))).toBe(false);
    expect((await world.emulator.get('/stats')).errors).toBe(0);
  });

  it('gives its chat the name', async () => {
    await world.emulator.send(BEN, { to: BOT, text: 'Hello' });
    const names = async () => {
      const { data } = await listChats({ client: world.api.client, throwOnError: true, path });
      return data.data.chats.map(({ name }) => name);
    };
    await eventually(names, (all) => all.includes('Ben'), 'the chat');
    await save({ phone: BEN, name: 'Benjamin' });
    expect(await names()).toEqual(['Benjamin']);
    expect((await known()).get(jidOf(BEN))).toMatchObject({ name: 'Benjamin', pushName: 'Ben' });
    await remove(BEN);
    expect(await names()).toEqual(['Ben']);
  });

  it('may be saved or not when WhatsApp says nothing', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:sync:app:state', phone: BOT });
    expect(await refusal(save({ phone: BEN, name: 'Silence' }))).toEqual(SILENCE);
    await world.emulator.clearFaults();
    await restartInstance({ client: world.api.client, path });
    await bot.reaches('connected');
  });
});

describe('a contact that is saved on the phone', () => {
  it('is known by that name until it is removed there', async () => {
    const entries = `/phones/${BOT}/contacts`;
    for (const name of ['Casey', 'Casey C. Jones']) {
      await world.emulator.request('POST', entries, { phone: '15550004444', name, firstName: 'Casey' });
      await eventually(
        known,
        (contacts) => contacts.get(jidOf('15550004444'))?.name === name,
        `${name} among the contacts`,
      );
      expect((await known()).get(jidOf('15550004444'))?.firstName).toBe('Casey');
      await world.emulator.request('DELETE', `${entries}/15550004444`);
      await eventually(known, (contacts) => !contacts.has(jidOf('15550004444')), 'the removal');
    }
  });

  it('from before the instance was linked is known as well', async () => {
    const other = '628222222222';
    await world.emulator.phone(other, { name: 'Other Bot' });
    for (const [phone, name] of [
      [ANNA, 'Anna of old'],
      [BEN, 'Ben of old'],
    ])
      await world.emulator.request('POST', `/phones/${other}/contacts`, { phone, name });
    await world.emulator.request('DELETE', `/phones/${other}/contacts/${BEN}`);
    const elsewhere = new Bot(world, 'other', other);
    await elsewhere.link();
    const list = async () => {
      const { data } = await listContacts({
        client: world.api.client,
        throwOnError: true,
        path: { instanceId: 'other' },
      });
      return data.data.contacts;
    };
    const contacts = await eventually(list, (all) => all.length > 0, 'the contacts');
    expect(contacts).toMatchObject([{ jid: jidOf(ANNA), phone: ANNA, name: 'Anna of old' }]);
    expect(contacts[0]?.lid).toBe((await world.emulator.get(`/phones/${ANNA}`)).lid);
    // Whose device it is no more, their address book it does not know.
    await world.emulator.request('DELETE', `/phones/${other}/companions/1`);
    await elsewhere.reaches('disconnected');
    expect(await list()).toEqual([]);
  });
});

describe('the list of contacts', () => {
  it('has who wrote and who is saved, page by page, once each', async () => {
    const people = ['15550006661', '15550006662', '15550006663'];
    for (const phone of people) await world.emulator.phone(phone, { name: `Writer ${phone}` });
    await world.emulator.phone('15550006664', { name: 'By LID', addressing: 'lid' });
    for (const phone of [...people, '15550006664']) await world.emulator.send(phone, { to: BOT, text: 'Hi' });
    await saveContact({ client: world.api.client, path, body: { phone: people[0] ?? '', name: 'Saved' } });
    await eventually(known, (all) => all.has(jidOf('15550006664')), 'the last of them');
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, cursor };
      const { data } = await listContacts({ client: world.api.client, throwOnError: true, path, query });
      all.push(...data.data.contacts.map((contact) => contact.jid));
      cursor = data.data.nextCursor;
    } while (cursor !== undefined);
    expect(all).toEqual([...(await known()).keys()]);
    expect(new Set(all).size).toBe(all.length);
    expect((await known()).get(jidOf('15550006661'))).toMatchObject({
      name: 'Saved',
      pushName: 'Writer 15550006661',
    });
    expect((await known()).get(jidOf('15550006664'))).toMatchObject({ pushName: 'By LID' });
    const { response } = await listContacts({ client: world.api.client, path, query: { cursor: 'WzAsMV0' } });
    expect(response?.status).toBe(400);
  });
});

describe('a contact', () => {
  const get = (person: string) => getContact({ client: world.api.client, path: { ...path, jid: person } });

  it('is what WhatsApp shows of a person, and what is known of them', async () => {
    const { lid } = await world.emulator.get(`/phones/${ANNA}`);
    expect((await get(ANNA)).data?.data).toEqual({
      jid: jidOf(ANNA),
      phone: ANNA,
      lid,
      isBusiness: false,
    });
    await world.emulator.request('PATCH', `/phones/${ANNA}`, {
      about: 'Gone fishing',
      business: {
        description: 'Fish',
        category: 'Shop',
        websites: ['https://a.example', 'https://b.example'],
      },
    });
    await saveContact({ client: world.api.client, path, body: { phone: ANNA, name: 'Anna A.' } });
    const shown = (await get(lid)).data?.data;
    expect(shown).toEqual({
      jid: jidOf(ANNA),
      phone: ANNA,
      lid,
      name: 'Anna A.',
      firstName: 'Anna',
      about: 'Gone fishing',
      aboutAt: expect.stringMatching(/Z$/),
      isBusiness: true,
      business: {
        description: 'Fish',
        category: 'Shop',
        categories: [{ id: '1', name: 'Shop' }],
        websites: ['https://a.example', 'https://b.example'],
      },
    });
    expect(Math.abs(Date.parse(shown?.aboutAt ?? '') - Date.now())).toBeLessThan(60_000);
    await world.emulator.request('PATCH', `/phones/${ANNA}`, { privacy: { status: 'none' }, business: null });
    expect((await get(ANNA)).data?.data).toMatchObject({ isBusiness: false });
    expect((await get(ANNA)).data?.data.about).toBeUndefined();
  });

  it('is found under the number that its country has added to', async () => {
    expect((await get(RIO_WITH_NINE)).data?.data).toMatchObject({ jid: jidOf(RIO), phone: RIO });
  });

  it('is not there when nobody is', async () => {
    const gone = { status: 404, code: 'CONTACT_NOT_FOUND' };
    for (const person of ['15550005555', '15550003333', '123456789012345@lid'])
      expect(await refusal(get(person))).toMatchObject(gone);
    expect((await world.emulator.get('/phones')).map(({ phone }: Entry) => phone)).not.toContain(
      '15550005555',
    );
  });

  it.each(['usync', 'w:biz'])('is not made up while %s is silent, or refused', async (xmlns) => {
    await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
    expect(await refusal(get(ANNA))).toEqual(SILENCE);
    await world.emulator.clearFaults();
    await world.emulator.fault({ kind: 'iq-error', xmlns, phone: BOT, code: 503 });
    expect(await refusal(get(ANNA))).toMatchObject({
      status: 500,
      code: 'WHATSAPP_ERROR',
      details: { code: '503' },
    });
  });
});

describe("a contact's picture", () => {
  const ask = (person: string, size?: 'preview' | 'full') =>
    getContactPicture({
      client: world.api.client,
      path: { ...path, jid: person },
      query: { size },
      parseAs: 'arrayBuffer',
    });

  async function looks(person: string, size?: 'preview' | 'full'): Promise<string> {
    const { data, response } = await ask(person, size);
    const bytes: unknown = data;
    if (!(bytes instanceof ArrayBuffer)) throw new Error(`answered with ${response?.status}`);
    const { format, width, height } = await sharp(Buffer.from(bytes)).metadata();
    expect(response?.headers.get('content-type')).toBe('image/jpeg');
    expect(response?.headers.get('cache-control')).toBe('private, no-store');
    return `${format} ${width}x${height}`;
  }

  beforeAll(async () => {
    const blue = { width: 20, height: 20, channels: 3 as const, background: 'blue' };
    const picture = (await sharp({ create: blue }).png().toBuffer()).toString('base64');
    await world.emulator.request('PATCH', `/phones/${BEN}`, { picture });
  });

  it('is the image itself, in two sizes, by number or LID', async () => {
    expect(await looks(BEN)).toBe('jpeg 640x640');
    expect(await looks(BEN, 'full')).toBe('jpeg 640x640');
    expect(await looks(BEN, 'preview')).toBe('jpeg 96x96');
    expect(await looks((await world.emulator.get(`/phones/${BEN}`)).lid)).toBe('jpeg 640x640');
  });

  it('is hidden, or not there, and the answer says which', async () => {
    await world.emulator.request('PATCH', `/phones/${BEN}`, { privacy: { profile: 'contacts' } });
    expect(await refusal(ask(BEN))).toMatchObject({
      status: 404,
      code: 'CONTACT_NOT_FOUND',
      details: { reason: 'hidden' },
    });
    await world.emulator.request('POST', `/phones/${BEN}/contacts`, { phone: BOT, name: 'The shop' });
    expect(await looks(BEN)).toBe('jpeg 640x640');
    for (const person of [ANNA, '15550005555'])
      expect(await refusal(ask(person))).toMatchObject({
        status: 404,
        code: 'CONTACT_NOT_FOUND',
        details: { reason: 'no_picture' },
      });
  });

  it('may not be had', async () => {
    await world.emulator.fault({ kind: 'media-download-failure', phone: BEN, code: 404, times: 1 });
    expect(await refusal(ask(BEN))).toMatchObject({
      status: 422,
      code: 'MEDIA_FETCH_FAILED',
      details: { reason: 'http_404' },
    });
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:profile:picture' });
    expect(await refusal(ask(BEN))).toEqual(SILENCE);
  });
});
