import sharp from 'sharp';
import {
  getBusinessProfile,
  getContact,
  removeBusinessCover,
  setBusinessCover,
  updateBusinessProfile,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const SHOP = '628222222222';
const ANNA = '15550001111';

const world = useWorld({ SEND_TIMEOUT_MS: '6000', MEDIA_FETCH_TIMEOUT_MS: '3000' });
const bot = new Bot(world, 'bot', BOT);
const watcher = new Bot(world, 'watcher', SHOP);

const call = (instanceId = 'bot') => ({ client: world.api.client, path: { instanceId } });
const read = () => outcomeOf(getBusinessProfile(call()));
type Change = Parameters<typeof updateBusinessProfile>[0]['body'];
const change = (body: Change) => outcomeOf(updateBusinessProfile({ ...call(), body }));
const cover = (media: string) => outcomeOf(setBusinessCover({ ...call(), body: { media } }));
const uncover = () => outcomeOf(removeBusinessCover(call()));

/** The account's profile as another account sees it. */
async function seen() {
  const { client } = call();
  const { data } = await outcomeOf(getContact({ client, path: { instanceId: 'watcher', jid: BOT } }));
  return data?.business;
}

/** The account's profile as its own phone shows it. */
async function onPhone(): Promise<Record<string, unknown>> {
  return (await world.emulator.get(`/phones/${BOT}`)).business;
}

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await bot.link();
  await watcher.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('the profile of an account that is no business', () => {
  it('is a conflict, and is not changed', async () => {
    expect(await read()).toEqual(refused(409, 'CONFLICT', /not a business/));
    expect(await change({ description: 'Bread' })).toEqual(refused(409, 'CONFLICT'));
    expect(await cover(EXAMPLE_FILES.image)).toEqual(refused(409, 'CONFLICT'));
    expect(await uncover()).toEqual(refused(409, 'CONFLICT'));
    expect(await onPhone()).toBeNull();
  });
});

describe("a business's own profile", () => {
  const hours = {
    timezone: 'Asia/Jakarta',
    days: [
      { day: 'mon' as const, mode: 'specific_hours' as const, opensAt: '00:00', closesAt: '12:30' },
      { day: 'mon' as const, mode: 'specific_hours' as const, opensAt: '14:00', closesAt: '24:00' },
      { day: 'tue' as const, mode: 'open_24h' as const },
      { day: 'sun' as const, mode: 'appointment_only' as const },
    ],
  };

  beforeAll(async () => {
    await world.emulator.request('PATCH', `/phones/${BOT}`, { business: { category: 'Bakery' } });
  });

  it('is changed, as others see it', async () => {
    expect((await read()).data).toEqual({
      category: 'Bakery',
      categories: [{ id: '1', name: 'Bakery' }],
      websites: [],
    });
    const texts = { description: 'Bread 🍞', address: '1', email: 'hello@example.com' };
    const websites = ['https://a.example/', 'https://b.example/shop?x=1'];
    const { code, data } = await change({ ...texts, websites, hours });
    expect(code).toBe(200);
    expect(data).toMatchObject({ ...texts, websites, hours, category: 'Bakery' });
    expect(await seen()).toEqual(data);
    expect(await onPhone()).toMatchObject({
      ...texts,
      websites,
      timezone: 'Asia/Jakarta',
      hours: [
        { day: 'mon', mode: 'specific_hours', open: 0, close: 750 },
        { day: 'mon', mode: 'specific_hours', open: 840, close: 1440 },
        { day: 'tue', mode: 'open_24h' },
        { day: 'sun', mode: 'appointment_only' },
      ],
    });
  });

  it('keeps what a change does not name, and loses what is null', async () => {
    const before = (await read()).data;
    const { data } = await change({ categoryIds: ['1223524174334504', '133436743388217'] });
    expect(data).toEqual({
      ...before,
      category: 'Bakery',
      categories: [
        { id: '1223524174334504', name: 'Bakery' },
        { id: '133436743388217', name: 'Arts and entertainment' },
      ],
    });
    const emptied = await change({
      description: null,
      address: null,
      email: null,
      websites: [],
      hours: null,
    });
    expect(emptied.data).toEqual({ category: 'Bakery', categories: data?.categories, websites: [] });
    expect(await seen()).toEqual(emptied.data);
    expect(await change({})).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('has a cover photo, and loses it', async () => {
    const wide = await sharp({ create: { width: 3200, height: 1000, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const { code, data } = await cover(`data:image/png;base64,${wide.toString('base64')}`);
    expect({ code, photo: data?.coverPhoto }).toEqual({
      code: 200,
      photo: { id: expect.stringMatching(/^\d+$/), url: expect.stringMatching(/^https:/) },
    });
    expect((await seen())?.coverPhoto).toEqual(data?.coverPhoto);
    const picture = await fetch(`${world.emulator.url}/phones/${BOT}/cover`);
    const { format, width, height } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 1600, height: 500 });
    expect((await uncover()).data?.coverPhoto).toBeUndefined();
    expect((await uncover()).code).toBe(200);
    expect((await seen())?.coverPhoto).toBeUndefined();
    expect((await fetch(`${world.emulator.url}/phones/${BOT}/cover`)).status).toBe(404);
  });

  it('is not changed by a picture that cannot be used', async () => {
    expect(await cover('https://127.0.0.1:9/picture.png')).toEqual(refused(422, 'MEDIA_FETCH_FAILED'));
    await world.emulator.fault({ kind: 'media-upload-failure', code: 507 });
    expect(await cover(EXAMPLE_FILES.image)).toMatchObject({
      code: 500,
      error: { details: { reason: 'upload_failed', outcome: 'not_sent' } },
    });
    expect((await seen())?.coverPhoto).toBeUndefined();
  });

  it('says what WhatsApp refuses, and what is unknown', async () => {
    const about = { xmlns: 'w:biz', phone: BOT, times: 1 };
    await world.emulator.fault({ kind: 'iq-error', child: 'description', code: 406, ...about });
    expect(await change({ description: 'Cake' })).toMatchObject({
      code: 500,
      error: { details: { code: '406', outcome: 'not_sent' } },
    });
    await world.emulator.fault({ kind: 'silence', child: 'description', ...about });
    expect(await change({ description: 'Cake' })).toMatchObject({
      code: 504,
      error: { details: { outcome: 'unknown' } },
    });
    expect((await seen())?.description).toBeUndefined();
  });
});

describe('the profile of another business', () => {
  it('shows all that WhatsApp tells', async () => {
    await world.emulator.phone(ANNA);
    await world.emulator.request('PATCH', `/phones/${ANNA}`, {
      business: {
        description: 'Cakes',
        category: 'Bakery',
        timezone: 'Europe/Berlin',
        hours: [
          { day: 'fri', mode: 'specific_hours', open: 420, close: 1080 },
          { day: 'sat', mode: 'sometimes' },
        ],
        memberSince: 'Joined in March 2021',
        commerce: 'catalog',
        directConnection: false,
        automatedType: '1p_partial',
        facebookPage: "Anna's cakes",
        instagramHandle: 'annascakes',
      },
    });
    const { client } = call();
    const { data } = await outcomeOf(getContact({ client, path: { instanceId: 'bot', jid: ANNA } }));
    expect(data?.business).toEqual({
      description: 'Cakes',
      category: 'Bakery',
      categories: [{ id: '1', name: 'Bakery' }],
      websites: [],
      hours: {
        timezone: 'Europe/Berlin',
        days: [{ day: 'fri', mode: 'specific_hours', opensAt: '07:00', closesAt: '18:00' }],
      },
      memberSince: 'Joined in March 2021',
      commerce: 'catalog',
      cartEnabled: true,
      directConnection: false,
      automatedType: '1p_partial',
      facebook: { id: '1', name: "Anna's cakes" },
      instagram: { handle: 'annascakes' },
    });
  });
});
