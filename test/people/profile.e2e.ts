import sharp from 'sharp';
import {
  getProfile,
  removeProfilePicture,
  setProfileName,
  setProfilePicture,
  setProfileStatus,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const path = { instanceId: 'bot' };

const world = useWorld({ SEND_TIMEOUT_MS: '12000' });
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await bot.link();
  await bot.isNamed();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

async function phone(): Promise<Record<string, unknown>> {
  return world.emulator.get(`/phones/${BOT}`);
}

/** The bot's picture as another person sees it; the status where there is none to see. */
async function pictureFor(viewer: string, size = 'image'): Promise<Buffer | number> {
  const response = await fetch(`${world.emulator.url}/phones/${BOT}/picture?size=${size}&as=${viewer}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.ok ? bytes : response.status;
}

/** An image with a red middle between two blue sides. */
async function wide(format: 'png' | 'jpeg', orientation?: number): Promise<Buffer> {
  const red = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const image = sharp({ create: { width: 1200, height: 400, channels: 3, background: 'blue' } })
    .composite([{ input: red }])
    .withMetadata({ orientation });
  return image.toFormat(format).toBuffer();
}

/** Format and size of a picture, and whether it is red all over. */
async function looks(picture: Buffer | number): Promise<{ size: string; red: boolean }> {
  if (typeof picture === 'number') throw new Error(`there is no picture: ${picture}`);
  const { format, width, height } = await sharp(picture).metadata();
  const [red, green, blue] = (await sharp(picture).stats()).channels.map(({ mean }) => mean);
  return {
    size: `${format} ${width}x${height}`,
    red: Number(red) > 240 && Number(green) + Number(blue) < 30,
  };
}

describe('a profile', () => {
  it('is what the account shows of itself', async () => {
    const { data } = await getProfile({ client: world.api.client, path });
    expect(data?.data).toEqual({
      jid: jidOf(BOT),
      phone: BOT,
      lid: (await phone())['lid'],
      name: 'Acme Bot',
      isBusiness: false,
    });
    await world.emulator.request('PATCH', `/phones/${BOT}`, {
      about: 'Ask me',
      business: { description: 'Cakes' },
    });
    const { data: now } = await getProfile({ client: world.api.client, path });
    expect(now?.data).toMatchObject({ about: 'Ask me', isBusiness: true });
  });

  it('has a text, which others read', async () => {
    const status = 'Ouvert de 9 à 18 h 🥐';
    const { data } = await setProfileStatus({ client: world.api.client, path, body: { status } });
    expect(data?.data).toEqual({ status });
    expect(await phone()).toMatchObject({ about: status });
  });

  it('has a name, which the phone has as well', async () => {
    const name = 'Acme & Söhne';
    const { data } = await setProfileName({ client: world.api.client, path, body: { name } });
    expect(data?.data).toEqual({ name });
    await eventually(phone, (now) => now['name'] === name, 'the name on the phone');
    expect((await getProfile({ client: world.api.client, path })).data?.data.name).toBe(name);
    await eventually(
      () => bot.state(),
      (now) => now.name === name,
      'the name of the instance',
    );
  });

  it('has the name that the phone gives it, too', async () => {
    await world.emulator.request('PATCH', `/phones/${BOT}`, { name: 'Named on the phone' });
    await eventually(
      async () => (await getProfile({ client: world.api.client, path })).data?.data,
      (now) => now?.name === 'Named on the phone',
      'the name of the profile',
    );
  });
});

describe('a profile picture', () => {
  const set = (media: string) => setProfilePicture({ client: world.api.client, path, body: { media } });

  it('is the middle of an image, as others see it, in both sizes', async () => {
    const { data } = await set((await wide('png')).toString('base64'));
    expect(data?.data).toEqual({ picture: true });
    expect(await looks(await pictureFor(ANNA))).toEqual({ size: 'jpeg 640x640', red: true });
    expect(await looks(await pictureFor(ANNA, 'preview'))).toEqual({ size: 'jpeg 96x96', red: true });
  });

  it('comes as a file, too', async () => {
    const form = new FormData();
    form.append('media', new Blob([await wide('jpeg', 6)], { type: 'image/jpeg' }), 'me.jpg');
    const response = await fetch(`${world.api.url}/api/v1/instances/bot/profile/picture`, {
      method: 'POST',
      headers: { 'X-API-Key': API_KEY },
      body: form,
    });
    expect(response.status).toBe(200);
    expect(await looks(await pictureFor(ANNA))).toEqual({ size: 'jpeg 640x640', red: true });
  });

  it('can be taken away, and is then nowhere', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { data } = await removeProfilePicture({ client: world.api.client, path });
      expect(data?.data).toEqual({ picture: false });
      expect(await pictureFor(ANNA)).toBe(404);
    }
  });

  it('has to be an image that can be read', async () => {
    const text = await set('data:image/png;base64,SGVsbG8gd29ybGQ=');
    expect(text.response?.status).toBe(415);
    const torn = (await wide('png')).subarray(0, 200).toString('base64');
    const { response, error } = await set(torn);
    expect(response?.status).toBe(400);
    expect(error?.error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { fields: [expect.objectContaining({ field: 'media' })] },
    });
    expect(await pictureFor(ANNA)).toBe(404);
  });
});

describe('a change that WhatsApp', () => {
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP438AAAAQBAYDFKhhdAAAAAElFTkSuQmCC';
  const changes = () => {
    const { client } = world.api;
    return [
      ['status', () => setProfileStatus({ client, path, body: { status: 'New' } })],
      ['w:profile:picture', () => setProfilePicture({ client, path, body: { media: pixel } })],
      ['w:profile:picture', () => removeProfilePicture({ client, path })],
    ] as const;
  };

  it('refuses is no success', async () => {
    for (const [xmlns, change] of changes()) {
      await world.emulator.fault({ kind: 'iq-error', xmlns, code: 406, times: 1 });
      const { response, error } = await change();
      expect(response?.status).toBe(500);
      expect(error?.error).toMatchObject({ code: 'WHATSAPP_ERROR', details: { code: '406' } });
    }
  });

  it('does not answer may have happened', async () => {
    for (const [xmlns, change] of changes()) {
      const fault = await world.emulator.fault({ kind: 'silence', xmlns });
      const { response, error } = await change();
      expect(response?.status).toBe(504);
      expect(error?.error).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } });
      await world.emulator.request('DELETE', `/faults/${fault}`);
    }
  });
});
