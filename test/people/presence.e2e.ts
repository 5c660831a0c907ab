import {
  connectInstance,
  getInstanceStatus,
  setPresence,
  startRecording,
  startTyping,
  stopTyping,
  subscribePresence,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await bot.link();
  await bot.isNamed();
});

function presenceOf(phone: string, status: string) {
  return ({ data }: Arrival) => data['jid'] === jidOf(phone) && data['status'] === status;
}

/** What the bot was seen doing in a person's chat, in order. */
async function seenDoing(phone: string): Promise<unknown[]> {
  const events = await world.emulator.events(phone);
  return events.filter(({ kind }) => kind === 'typing').map(({ state }) => state);
}

async function botIs(available: boolean): Promise<void> {
  await eventually(
    () => world.emulator.get(`/phones/${BOT}`),
    (phone) => phone.available === available,
    `the bot to be ${available ? 'online' : 'offline'}`,
  );
}

describe.each([
  { addressing: 'pn' as const, person: '15550001111' },
  { addressing: 'lid' as const, person: '15550002222' },
])('somebody who is addressed by $addressing', ({ addressing, person }) => {
  beforeAll(async () => {
    await world.emulator.phone(person, { addressing });
  });

  it('is seen coming and going, once they are followed, over reconnects too', async () => {
    const { data } = await subscribePresence({
      client: world.api.client,
      throwOnError: true,
      path: { ...bot, jid: person },
    });
    expect(data.data).toEqual({ jid: jidOf(person) });
    for (const how of ['at first', 'after a reconnect']) {
      if (how !== 'at first') await bot.reconnects();
      for (const [state, status] of [
        ['available', 'online'],
        ['unavailable', 'offline'],
      ] as const) {
        const from = world.receiver.mark;
        await world.emulator.request('POST', `/phones/${person}/presence`, { state });
        const { data: seen } = await world.receiver.event('presence', presenceOf(person, status), { from });
        if (status === 'offline')
          expect(Math.abs(Number(seen['lastSeen']) - Date.now())).toBeLessThan(60_000);
        else expect(seen).not.toHaveProperty('lastSeen');
      }
    }
  });

  it.each([
    ['composing', 'typing'],
    ['recording', 'recording'],
    ['paused', 'paused'],
  ])('is seen %s', async (state, status) => {
    const from = world.receiver.mark;
    await world.emulator.request('POST', `/phones/${person}/typing`, { to: BOT, state });
    await world.receiver.event('presence', presenceOf(person, status), { from });
  });

  it('sees the bot typing, recording and stopping', async () => {
    const at = { client: world.api.client, throwOnError: true as const, path: { ...bot, to: person } };
    expect((await startTyping(at)).data.data).toEqual({ to: person, status: 'typing' });
    expect((await startRecording(at)).data.data).toEqual({ to: person, status: 'recording' });
    expect((await stopTyping(at)).data.data).toEqual({ to: person, status: 'paused' });
    await eventually(
      () => seenDoing(person),
      (states) => states.length >= 3,
      'the bot to be seen',
    );
    expect(await seenDoing(person)).toEqual(['composing', 'recording', 'paused']);
  });
});

it('the bot shows as offline when it is told to, and stays so over reconnects', async () => {
  const { client } = world.api;
  await botIs(true);
  const { data } = await setPresence({ client, throwOnError: true, path: bot, body: { status: 'offline' } });
  expect(data.data).toEqual({ status: 'offline' });
  await botIs(false);
  await bot.reconnects();
  await botIs(false);
  await setPresence({ client, throwOnError: true, path: bot, body: { status: 'available' } });
  await botIs(true);
});

describe('pairing by a code', () => {
  const phone = '6282222222222';
  const instance = { instanceId: 'coded' };
  const coded = new Bot(world, 'coded');

  it('gives the code with the answer and as an event, in place of a QR code', async () => {
    await coded.create();
    const { data } = await connectInstance({
      client: world.api.client,
      throwOnError: true,
      path: instance,
      body: { pairingPhone: '+62 822-2222-2222' },
    });
    expect(data.data).toMatchObject({
      status: 'qr_required',
      pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/),
      pairingCodeExpiresAt: expect.any(String),
    });
    expect(data.data).not.toHaveProperty('qr');
    const event = await world.receiver.event('pairing_code', ({ instanceId }) => instanceId === 'coded');
    expect(event.data).toMatchObject({ code: data.data.pairingCode, expiresAt: expect.any(Number) });
    const again = await connectInstance({ client: world.api.client, throwOnError: true, path: instance });
    expect(again.data.data.pairingCode).toBe(data.data.pairingCode);
  });

  it('links the phone that it is entered on', async () => {
    const status = await getInstanceStatus({ client: world.api.client, throwOnError: true, path: instance });
    expect(status.data.data).not.toHaveProperty('pairingCode');
    const event = await world.receiver.event('pairing_code', ({ instanceId }) => instanceId === 'coded');
    await world.emulator.request('POST', `/phones/${phone}/pair`, { code: event.data['code'] });
    await world.receiver.event('ready', ({ instanceId }) => instanceId === 'coded');
    expect(await coded.state()).toMatchObject({ status: 'connected', phone });
    const { code } = await coded.text('15550003333', 'paired by a code');
    expect(code).toBe(200);
    expect(world.receiver.named('qr').filter(({ instanceId }) => instanceId === 'coded')).toEqual([]);
  });

  it('may take the place of a QR code, and outlives a restart of the server before it is entered', async () => {
    const { client } = world.api;
    const path = { instanceId: 'second' };
    await new Bot(world, 'second').create();
    const shown = await connectInstance({ client, throwOnError: true, path });
    expect(shown.data.data).toHaveProperty('qr');
    const body = { pairingPhone: '628333333333' };
    const changed = await connectInstance({ client, throwOnError: true, path, body });
    expect(changed.data.data).toHaveProperty('pairingCode');
    await world.api.kill();
    const from = world.receiver.mark;
    await world.api.start();
    await world.receiver.event('qr', ({ instanceId }) => instanceId === 'second', { from });
    const renewed = await connectInstance({ client, throwOnError: true, path, body });
    await world.emulator.request('POST', '/phones/628333333333/pair', {
      code: renewed.data.data.pairingCode,
    });
    await world.receiver.event('ready', ({ instanceId }) => instanceId === 'second', { from });
  });
});
