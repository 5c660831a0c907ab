import { createHmac } from 'node:crypto';
import {
  createEndpoint,
  getEndpoint,
  listEndpointDeliveries,
  type PayloadFormat,
  replayEndpointDeliveries,
  testEndpoint,
  updateEndpoint,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { files } from '../harness/files.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { type Arrival, useReceiver } from '../harness/receiver.js';
import { attemptOf, deliveryOf, standardAccepts } from '../harness/signatures.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const CASEY = '15551000001';
const SECRET = 'of-the-old-gateway';
const path = { instanceId: 'bot' };

const evolution = useReceiver();
const waha = useReceiver();
const world = useWorld({ WEBHOOK_RETRY_DELAY_MS: '50' });
const bot = new Bot(world, 'bot', BOT);
let group: string;

const about = (endpointName: string) => ({ client: world.api.client, path: { ...path, endpointName } });

/** The body of a webhook. */
function bodyOf({ raw }: Arrival): Record<string, unknown> {
  return record(JSON.parse(raw));
}

/** What Evolution API would have sent about a message. */
async function atEvolution(id: string, event = 'messages.upsert'): Promise<Record<string, unknown>> {
  const arrival = await evolution.event(event, (each) => {
    const { key, keyId } = record(bodyOf(each)['data']);
    return keyId === id || Object(key).id === id;
  });
  return record(bodyOf(arrival)['data']);
}

/** What WAHA would have sent about a message. */
async function atWaha(id: string, event = 'message', fits: object = {}): Promise<Record<string, unknown>> {
  const arrival = await waha.event(event, (each) => {
    const payload = record(bodyOf(each)['payload']);
    const isIt = Object.entries(fits).every(([name, value]) => payload[name] === value);
    return isIt && String(payload['id']).includes(id);
  });
  return record(bodyOf(arrival)['payload']);
}

async function make(name: PayloadFormat, url: string): Promise<void> {
  const body = { name, url, format: name, secret: SECRET };
  const { data } = await createEndpoint({ client: world.api.client, path, body, throwOnError: true });
  expect(data.data.format).toBe(name);
}

beforeAll(async () => {
  await world.emulator.phone(CASEY, { name: 'Casey' });
  await bot.create();
  await make('evolution', evolution.url);
  await make('waha', waha.url);
  await bot.pair();
  const made = { subject: 'Lunch', participants: [BOT] };
  group = String((await world.emulator.request('POST', `/phones/${CASEY}/groups`, made)).jid);
});

describe('an endpoint with the format of another gateway', () => {
  it('shows its format, and changes it', async () => {
    expect((await outcomeOf(getEndpoint(about('default')))).data).toMatchObject({ format: 'miaw' });
    const change = async (format: PayloadFormat) =>
      (await outcomeOf(updateEndpoint({ ...about('waha'), body: { format } }))).data;
    expect(await change('miaw')).toMatchObject({ format: 'miaw' });
    expect(await change('waha')).toMatchObject({ format: 'waha' });
  });

  it('gets the connection, and the QR code', async () => {
    const qr = await evolution.event('qrcode.updated');
    expect(bodyOf(qr)).toMatchObject({
      instance: 'bot',
      destination: evolution.url,
      data: { qrcode: { instance: 'bot', code: expect.any(String), pairingCode: null } },
    });
    const { qrcode } = record(bodyOf(qr)['data']);
    expect(String(Object(qrcode).base64)).toMatch(/^data:image\/png;base64,/);
    const open = await evolution.event('connection.update', (each) => Object(each.data).state === 'open');
    expect(open.data).toMatchObject({ instance: 'bot', wuid: jidOf(BOT), statusReason: 200 });
    const states = async (status: string) =>
      waha.event('session.status', (each) => Object(bodyOf(each)['payload']).status === status);
    expect(bodyOf(await states('SCAN_QR_CODE'))['session']).toBe('bot');
    expect(bodyOf(await states('WORKING'))['payload']).toEqual({ name: 'bot', status: 'WORKING' });
  });

  it('gets a text', async () => {
    const id = await world.emulator.send(CASEY, { to: BOT, text: 'Are you open?' });
    expect(await atEvolution(id)).toEqual({
      key: { remoteJid: jidOf(CASEY), fromMe: false, id },
      pushName: 'Casey',
      status: 'DELIVERY_ACK',
      message: { conversation: 'Are you open?' },
      messageType: 'conversation',
      messageTimestamp: expect.any(Number),
      instanceId: 'bot',
      source: 'unknown',
    });
    expect(await atWaha(id)).toMatchObject({
      id: `false_${CASEY}@c.us_${id}`,
      from: `${CASEY}@c.us`,
      to: `${BOT}@c.us`,
      fromMe: false,
      body: 'Are you open?',
      hasMedia: false,
      media: null,
      ack: 2,
      ackName: 'DEVICE',
      _data: { id, chatId: jidOf(CASEY), text: 'Are you open?' },
    });
    const whole = await waha.event('message', ({ raw }) => raw.includes(id));
    expect(bodyOf(whole)).toMatchObject({ session: 'bot', engine: 'NOWEB', me: { id: `${BOT}@c.us` } });
    expect(bodyOf(whole)['id']).toMatch(/^evt_/);
  });

  it('gets an image', async () => {
    const traits = { kind: 'image', caption: 'The menu', mimetype: 'image/jpeg' } as const;
    const id = await world.emulator.sendMedia(CASEY, BOT, await files.jpeg(), traits);
    expect(await atEvolution(id)).toMatchObject({
      messageType: 'imageMessage',
      message: {
        imageMessage: {
          mimetype: 'image/jpeg',
          caption: 'The menu',
          fileLength: expect.stringMatching(/^\d+$/),
        },
      },
    });
    expect(await atWaha(id)).toMatchObject({
      body: 'The menu',
      hasMedia: true,
      media: { url: null, mimetype: 'image/jpeg', filename: null },
    });
  });

  it('gets a message in a group, with what it answers', async () => {
    const asked = await bot.sent(bot.text(group, 'Who is in?'));
    await world.emulator.arrives(CASEY, asked);
    const id = await world.emulator.send(CASEY, { to: group, text: 'I am', quoted: asked });
    expect(await atEvolution(id)).toMatchObject({
      key: { remoteJid: group, participant: jidOf(CASEY) },
      contextInfo: { stanzaId: asked, quotedMessage: { conversation: 'Who is in?' } },
    });
    expect(await atWaha(id)).toMatchObject({
      id: `false_${group}_${id}_${CASEY}@c.us`,
      from: group,
      to: group,
      participant: `${CASEY}@c.us`,
      replyTo: { id: asked, body: 'Who is in?' },
    });
    expect(await atWaha(asked, 'message.ack.group', { ackName: 'DEVICE' })).toMatchObject({
      id: `true_${group}_${asked}`,
      participant: `${CASEY}@c.us`,
    });
  });

  it('gets the status of what it sent', async () => {
    const id = await bot.sent(bot.text(CASEY, 'Until six'));
    const update = await evolution.event(
      'messages.update',
      ({ data }) => data['keyId'] === id && data['status'] === 'DELIVERY_ACK',
    );
    expect(update.data).toMatchObject({ remoteJid: jidOf(CASEY), fromMe: true, instanceId: 'bot' });
    expect(await atWaha(id, 'message.ack', { ack: 2 })).toEqual({
      id: `true_${CASEY}@c.us_${id}`,
      from: `${CASEY}@c.us`,
      fromMe: true,
      ack: 2,
      ackName: 'DEVICE',
    });
  });

  it('gets what the other gateway does not have in the form of miaw', async () => {
    const id = await world.emulator.send(CASEY, { to: BOT, text: 'Thanks' });
    await bot.hears(id);
    const answer = await bot.sent(bot.text(CASEY, 'You are welcome'));
    await world.emulator.arrives(CASEY, answer);
    await world.emulator.request('POST', `/phones/${CASEY}/messages/${answer}/reaction`, { emoji: '👍' });
    for (const receiver of [evolution, waha]) {
      const { data, instanceId } = await receiver.event('message_reaction');
      expect({ instanceId, data }).toMatchObject({
        instanceId: 'bot',
        data: { messageId: answer, emoji: '👍' },
      });
    }
  });

  it('gets the same body again, with the signatures of both', async () => {
    for (const receiver of [evolution, waha])
      receiver.answer = (each) => ({ status: attemptOf(each) === 1 ? 500 : 200 });
    const id = await world.emulator.send(CASEY, { to: BOT, text: 'Once more' });
    for (const [name, receiver] of [
      ['evolution', evolution],
      ['waha', waha],
    ] as const) {
      const is = ({ raw }: Arrival) => raw.includes(id);
      const [first, second] = await receiver.arrivals.count(is, 2, `attempts at ${name}`);
      if (!first || !second) throw new Error('there are not two attempts');
      expect([attemptOf(first), attemptOf(second), second.raw]).toEqual([1, 2, first.raw]);
      const delivery = deliveryOf(first);
      await eventually(
        async () => (await outcomeOf(listEndpointDeliveries({ ...about(name), query: {} }))).data,
        (page) =>
          page?.deliveries.some((each) => each.id === delivery && each.state === 'delivered') ?? false,
        `the delivery to ${name}`,
      );
      receiver.answer = () => ({ status: 200 });
      await outcomeOf(replayEndpointDeliveries({ ...about(name), body: { states: ['delivered'] } }));
      const all = await receiver.arrivals.count(is, 3, `arrivals at ${name}`);
      expect(all.map(({ raw }) => raw)).toEqual([first.raw, first.raw, first.raw]);
      for (const each of all) expect(standardAccepts(each, SECRET)).toBe(true);
    }
    const { headers, raw } = await waha.event('message', (each) => each.raw.includes(id));
    expect(headers['x-webhook-hmac-algorithm']).toBe('sha512');
    expect(headers['x-webhook-hmac']).toBe(createHmac('sha512', SECRET).update(raw).digest('hex'));
    expect(headers['x-webhook-request-id']).toBe(headers['x-miaw-delivery']);
  });

  it('is tried out in its format', async () => {
    const from = waha.mark;
    await outcomeOf(testEndpoint({ ...about('waha'), body: { event: 'message' } }));
    const tried = await waha.event('message', undefined, { from });
    expect(bodyOf(tried)).toMatchObject({ session: 'bot', me: null, payload: { fromMe: false } });
  });
});
