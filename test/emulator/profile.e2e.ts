import type { BaileysEventMap } from '@whiskeysockets/baileys';
import sharp from 'sharp';
import type { Answer } from '../harness/control-client.js';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { trustMedia } from './media-trust.js';
import { Stage } from './stage.js';
import type { TestCompanion } from './test-companion.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const BOT_JID = jidOf(BOT);
const ANNA_JID = jidOf(ANNA);
const BEN_JID = jidOf(BEN);

type ContactNews = BaileysEventMap['contacts.update'][number];

let stage: Stage;
let bot: TestCompanion;
/** What the bot's companion heard of contacts. */
const news: Partial<ContactNews>[] = [];

beforeAll(async () => {
  stage = await Stage.open();
  trustMedia((await stage.control.get('/trust')).mediaCaPem);
  for (const [phone, name] of [
    [BOT, 'Bot'],
    [ANNA, 'Anna'],
    [BEN, 'Ben'],
  ])
    await stage.control.post('/phones', { phone, name });
  bot = await stage.pair(BOT);
  listen();
  await comes('the app-state key', () => bot.socket.authState.creds.myAppStateKeyId);
});

afterAll(async () => {
  expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
  expect((await stage.control.get('/stats')).errors).toBe(0);
  await stage.close();
});

function listen(): void {
  for (const event of ['contacts.update', 'contacts.upsert'] as const)
    bot.socket.ev.on(event, (contacts) => void news.push(...contacts));
}

const change = (phone: string, body: object): Promise<Answer> =>
  stage.control.patch(`/phones/${phone}`, body);
const show = (phone: string): Promise<Answer> => stage.control.get(`/phones/${phone}`);

async function image(format: 'png' | 'jpeg', side: number): Promise<Buffer> {
  const red = { width: side, height: side, channels: 3 as const, background: 'red' };
  return sharp({ create: red }).toFormat(format).toBuffer();
}

async function fetched(url: string | undefined): Promise<string> {
  const response = await fetch(url ?? '');
  const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return `${response.headers.get('content-type')}: ${format} ${width}x${height}`;
}

async function refusal(asking: Promise<unknown>): Promise<unknown> {
  return asking.then(
    () => 'none',
    (error: { data?: unknown }) => error.data,
  );
}

describe('a profile picture', () => {
  it('is of two sizes, and is not there before it is set', async () => {
    expect(await refusal(bot.socket.profilePictureUrl(ANNA_JID))).toBe(404);
    expect(await refusal(bot.socket.profilePictureUrl('15559999999@s.whatsapp.net'))).toBe(404);
    const { picture } = await change(ANNA, { picture: (await image('png', 50)).toString('base64') });
    expect(picture).toMatch(/^\d+$/);
    expect(await fetched(await bot.socket.profilePictureUrl(ANNA_JID))).toBe('image/jpeg: jpeg 96x96');
    expect(await fetched(await bot.socket.profilePictureUrl(ANNA_JID, 'image'))).toBe(
      'image/jpeg: jpeg 640x640',
    );
    const { lid } = await show(ANNA);
    expect(await fetched(await bot.socket.profilePictureUrl(lid))).toBe('image/jpeg: jpeg 96x96');
  });

  it.each([
    ['all', 'shown', 'shown'],
    ['contacts', 401, 401],
    ['none', 401, 401],
  ])('for %s is for those it is meant for', async (profile, forBot, forBen) => {
    await change(ANNA, { privacy: { profile } });
    const url = bot.socket.profilePictureUrl(ANNA_JID).then((found) => found && 'shown');
    expect(await url.catch((error) => error.data)).toBe(forBot);
    const { status } = await fetch(`${stage.control.url}/phones/${ANNA}/picture?as=${BEN}`);
    expect(status).toBe(forBen === 'shown' ? 200 : forBen);
  });

  it('for contacts is for those in the address book', async () => {
    await change(ANNA, { privacy: { profile: 'contacts' } });
    await stage.control.post(`/phones/${ANNA}/contacts`, { phone: BOT, name: 'The shop' });
    expect(await fetched(await bot.socket.profilePictureUrl(ANNA_JID))).toBe('image/jpeg: jpeg 96x96');
    await stage.control.delete(`/phones/${ANNA}/contacts/${BOT}`);
    expect(await refusal(bot.socket.profilePictureUrl(ANNA_JID))).toBe(401);
    await change(ANNA, { privacy: { profile: 'all' } });
  });

  it('that changes is told to those who know the account', async () => {
    await bot.send(BEN_JID, { text: 'Hello' });
    news.length = 0;
    await change(BEN, { picture: (await image('jpeg', 640)).toString('base64') });
    await comes('the news', () => news.some(({ imgUrl }) => imgUrl === 'changed'));
    await change(BEN, { picture: null });
    await comes('the news', () => news.some(({ imgUrl }) => imgUrl === 'removed'));
    expect(new Set(news.map(({ id }) => id))).toEqual(new Set([BEN_JID]));
    expect((await show(BEN)).picture).toBeNull();
  });

  it('is set and removed by companions, of their own account alone', async () => {
    await bot.socket.updateProfilePicture(BOT_JID, await image('png', 30));
    const response = await fetch(`${stage.control.url}/phones/${BOT}/picture?as=${ANNA}`);
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(640);
    expect(await refusal(bot.socket.updateProfilePicture(ANNA_JID, await image('png', 30)))).toBe(403);
    const set = (content: Uint8Array) =>
      bot.socket.query({
        tag: 'iq',
        attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:profile:picture' },
        content: [{ tag: 'picture', attrs: { type: 'image' }, content }],
      });
    expect(await refusal(set(Buffer.from('no picture')))).toBe(406);
    expect(await refusal(set(await image('png', 30)))).toBe(406);
    expect(await refusal(set(await image('jpeg', 641)))).toBe(406);
    await bot.socket.removeProfilePicture(BOT_JID);
    expect((await show(BOT)).picture).toBeNull();
  });

  it('that is none is refused', async () => {
    for (const picture of ['', 'AAAA', 1]) {
      const { status, body } = await stage.control.raw('PATCH', `/phones/${ANNA}`, { picture, name: 'X' });
      expect({ status, field: body.field }).toEqual({ status: 400, field: 'picture' });
    }
    expect((await show(ANNA)).name).toBe('Anna');
  });
});

describe('the rest of a profile', () => {
  it('has a text about the person, which may be hidden', async () => {
    expect(await bot.socket.fetchStatus(ANNA_JID)).toMatchObject([{ status: { status: null } }]);
    await change(ANNA, { about: 'Gone fishing' });
    const [told] = (await bot.socket.fetchStatus(ANNA_JID)) ?? [];
    expect(told).toMatchObject({ id: ANNA_JID, status: { status: 'Gone fishing' } });
    await change(ANNA, { privacy: { status: 'none' } });
    expect(await bot.socket.fetchStatus(ANNA_JID)).toMatchObject([{ status: { status: '' } }]);
    await bot.socket.updateProfileStatus('Open');
    expect((await show(BOT)).about).toBe('Open');
  });

  it('has what a business adds', async () => {
    expect(await bot.socket.getBusinessProfile(ANNA_JID)).toBeUndefined();
    const business = { description: 'Cakes', category: 'Bakery', email: 'a@b.c', websites: ['https://a.b'] };
    await change(ANNA, { business });
    expect(await bot.socket.getBusinessProfile(ANNA_JID)).toMatchObject({
      wid: ANNA_JID,
      description: 'Cakes',
      category: 'Bakery',
      email: 'a@b.c',
      website: ['https://a.b'],
    });
    await change(ANNA, { business: null });
    expect(await bot.socket.getBusinessProfile(ANNA_JID)).toBeUndefined();
  });

  it('has settings of privacy, which companions change as well', async () => {
    await bot.socket.updateReadReceiptsPrivacy('none');
    expect((await show(BOT)).privacy).toMatchObject({ readreceipts: 'none', profile: 'all' });
    expect(await bot.socket.fetchPrivacySettings(true)).toMatchObject({ readreceipts: 'none', last: 'all' });
  });
});

describe('an address book', () => {
  const book = (phone = BOT): Promise<Answer[]> => stage.control.get(`/phones/${phone}/contacts`);

  it('has what companions save, and loses what they remove', async () => {
    const contact = { fullName: 'Anna A.', firstName: 'Anna', saveOnPrimaryAddressbook: true };
    await bot.socket.addOrEditContact(ANNA_JID, contact);
    // One that is not written again: Baileys does not reckon with what it has removed.
    await bot.socket.addOrEditContact('15550004444@s.whatsapp.net', { fullName: 'Dan D.' });
    await comes('two entries', async () => (await book()).length === 2);
    expect(await book()).toEqual([
      { phone: ANNA, name: 'Anna A.', firstName: 'Anna', onPhone: true },
      { phone: '15550004444', name: 'Dan D.', onPhone: false },
    ]);
    await bot.socket.removeContact('15550004444@s.whatsapp.net');
    await comes('one entry', async () => (await book()).length === 1);
  });

  it('that is changed on the phone tells the companions', async () => {
    news.length = 0;
    const entered = await stage.control.post(`/phones/${BOT}/contacts`, {
      phone: '+49 1512 3456',
      name: 'Cem',
    });
    expect(entered).toEqual({ phone: '4915123456', name: 'Cem', onPhone: true });
    await comes('the news', () => news.some(({ name }) => name === 'Cem'));
    expect(news.find(({ name }) => name === 'Cem')?.id).toBe('4915123456@s.whatsapp.net');
    expect(await stage.control.delete(`/phones/${BOT}/contacts/4915123456`)).toEqual({
      removed: '4915123456',
    });
    expect((await book()).map(({ phone }) => phone)).toEqual([ANNA]);
    expect((await stage.control.raw('DELETE', `/phones/${BOT}/contacts/4915123456`)).status).toBe(404);
    expect((await stage.control.get('/phones')).map((each: Answer) => each.phone)).not.toContain(
      '4915123456',
    );
  });

  it('is written by the phone and by companions in turn', async () => {
    for (const name of ['one', 'two', 'three']) {
      await stage.control.post(`/phones/${BOT}/contacts`, { phone: BEN, name: `${name} on the phone` });
      await bot.socket.addOrEditContact(BEN_JID, { fullName: `${name} here` });
      await comes(name, async () => (await book()).some((entry) => entry.name === `${name} here`));
    }
  });

  it('is kept, and so is the profile', async () => {
    const before = [await show(ANNA), await show(BOT), await book()];
    await bot.close();
    await stage.restart();
    const after = [await show(ANNA), await show(BOT), await book()];
    const lasting = (all: Answer[]) => all.map((each) => ({ ...each, companions: [], available: false }));
    expect(lasting(after)).toEqual(lasting(before));
    await bot.open();
    expect(await fetched(await bot.socket.profilePictureUrl(ANNA_JID))).toBe('image/jpeg: jpeg 96x96');
  });

  it('reaches companions that are linked later', async () => {
    const later = await stage.pair(BOT, 'later');
    const names = new Map<string, string | undefined>();
    later.socket.ev.on('contacts.upsert', (all) => all.forEach(({ id, name }) => names.set(id, name)));
    await comes('all entries', () => names.get(ANNA_JID) === 'Anna A.' && names.has(BEN_JID));
    expect(names.get(BEN_JID)).toBe('three here');
  });
});

describe('a name', () => {
  it('is one for the phone and its companions', async () => {
    await bot.socket.updateProfileName('Shop');
    await comes('the name on the phone', async () => (await show(BOT)).name === 'Shop');
    await change(BOT, { name: 'Shop & Co' });
    await comes('the name here', () => bot.socket.authState.creds.me?.name === 'Shop & Co');
  });
});
