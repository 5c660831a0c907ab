import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { getInstance } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import type { Arrival } from '../harness/receiver.js';
import { WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

/** The consumer of the plan's appendix A.2, word for word in what it checks. */
function planAccepts(arrival: Arrival): boolean {
  const timestamp = String(arrival.headers['x-miaw-timestamp']);
  const computed = createHmac('sha256', WEBHOOK_SECRET + timestamp)
    .update(JSON.stringify(JSON.parse(arrival.raw)))
    .digest('hex');
  return (
    arrival.headers['x-miaw-signature'] === `sha256=${computed}` &&
    Date.now() - Number.parseInt(timestamp, 10) <= 5 * 60 * 1000
  );
}

function standardAccepts(arrival: Arrival): boolean {
  const secret = `whsec_${Buffer.from(WEBHOOK_SECRET).toString('base64')}`;
  const headers: Record<string, string> = {};
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    headers[name] = String(arrival.headers[name]);
  }
  new Webhook(secret).verify(arrival.raw, headers);
  return true;
}

describe.each([
  { addressing: 'pn' as const, person: '15550001111' },
  { addressing: 'lid' as const, person: '15550002222' },
])(
  'a backend pairs, sends and hears the reply (people are addressed by $addressing)',
  ({ addressing, person }) => {
    const world = useWorld();
    const bot = new Bot(world, 'bot', BOT);
    const chat = jidOf(person);

    beforeAll(async () => {
      await world.emulator.behaves({ latency: { least: 5, most: 40 } });
      await world.emulator.phone(BOT, { name: 'Acme Bot', addressing });
      await world.emulator.phone(person, { name: 'Casey', addressing });
    });

    it('creates an instance, and pairs it with the QR code of its webhook', async () => {
      await bot.create();
      expect(await bot.state()).toMatchObject({ status: 'disconnected' });
      await bot.pair();
      await bot.isNamed();
      expect(await bot.state()).toMatchObject({ status: 'connected', phone: BOT, name: 'Acme Bot' });
      const { data } = await getInstance({ client: world.api.client, path: { instanceId: 'bot' } });
      expect(data?.data).toMatchObject({
        instanceId: 'bot',
        status: 'connected',
        webhookUrl: world.receiver.url,
      });
      const states = world.receiver.named('connection').map((arrival) => arrival.data['state']);
      expect(states).toEqual(['connecting', 'qr_required', 'connecting', 'connected']);
    });

    it('sends a text that the person reads, word for word', async () => {
      const text = 'Hello from the API! 👋\nzweite Zeile, ünïcödé';
      const { code, data } = await bot.text(`+${person}`, text);
      expect(code).toBe(200);
      expect(data).toMatchObject({ status: 'sent' });
      const inbox = await eventually(
        () => world.emulator.inbox(person),
        (messages) => messages.length > 0,
        'the message in the inbox',
      );
      expect(inbox).toHaveLength(1);
      expect(inbox[0]).toMatchObject({ id: data?.messageId, text, type: 'text' });
      const about = (status: string) => (arrival: Arrival) =>
        arrival.data['messageId'] === data?.messageId && arrival.data['status'] === status;
      await world.receiver.event('message_status', about('sent'));
      const delivered = await world.receiver.event('message_status', about('delivered'));
      expect(delivered.data).toMatchObject({ chatId: chat });
      await world.emulator.act(person, String(data?.messageId), 'read');
      await world.receiver.event('message_status', about('read'));
    });

    it('hears the answer on its webhook, with the fields of the plan', async () => {
      const id = await world.emulator.send(person, { to: BOT, text: 'Hello!' });
      const arrival = await bot.hears(id);
      expect(arrival.data).toMatchObject({
        id,
        from: chat,
        chatId: chat,
        senderPhone: person,
        senderName: 'Casey',
        text: 'Hello!',
        isGroup: false,
        fromMe: false,
        type: 'text',
      });
      expect(arrival.data['senderLid']).toMatch(/^\d+@lid$/);
      expect(Math.abs(Number(arrival.data['timestamp']) - Date.now() / 1000)).toBeLessThan(60);
      expect(arrival.headers).toMatchObject({
        'content-type': 'application/json',
        'x-miaw-instance': 'bot',
        'x-miaw-event': 'message',
        'x-miaw-attempt': '1',
      });
      expect(arrival.headers['x-miaw-delivery']).toBe(arrival.headers['webhook-id']);
      expect(Object.keys(JSON.parse(arrival.raw))).toEqual(
        expect.arrayContaining(['event', 'instanceId', 'timestamp', 'data', 'id', 'sequence']),
      );
    });

    it('is believed by the consumer of the plan and by the Standard Webhooks library', () => {
      for (const arrival of world.receiver.arrivals.all) {
        expect(planAccepts(arrival)).toBe(true);
        expect(standardAccepts(arrival)).toBe(true);
      }
    });

    it('answers with a quote and a mention', async () => {
      const id = await world.emulator.send(person, { to: BOT, text: 'coming?' });
      await bot.hears(id);
      const { code, data } = await bot.text(person, `yes @${person}`, {
        quotedMessageId: id,
        mentions: [person],
      });
      expect(code).toBe(200);
      const inbox = await eventually(
        () => world.emulator.inbox(person),
        (messages) => messages.some((message) => message.id === data?.messageId),
        'the answer',
      );
      const answer = inbox.find((message) => message.id === data?.messageId);
      expect(answer?.quoted).toMatchObject({ id, text: 'coming?' });
      expect(JSON.stringify(answer?.mentions)).toContain(person);
    });

    it('hears of edits, reactions and deletions', async () => {
      const id = await world.emulator.send(person, { to: BOT, text: 'frist' });
      await bot.hears(id);
      const about = (arrival: Arrival) => arrival.data['messageId'] === id;

      await world.emulator.act(person, id, 'edit', { text: 'first' });
      const edit = await world.receiver.event('message_edit', about);
      expect(edit.data).toMatchObject({ chatId: chat, senderPhone: person, fromMe: false, text: 'first' });

      await world.emulator.act(person, id, 'reaction', { emoji: '👍' });
      const reaction = await world.receiver.event('message_reaction', about);
      expect(reaction.data).toMatchObject({ chatId: chat, senderPhone: person, fromMe: false, emoji: '👍' });

      const from = world.receiver.mark;
      await world.emulator.act(person, id, 'reaction', { emoji: '' });
      expect((await world.receiver.event('message_reaction', about, { from })).data['emoji']).toBe('');

      await world.emulator.act(person, id, 'delete');
      const gone = await world.receiver.event('message_delete', about);
      expect(gone.data).toMatchObject({ chatId: chat, senderPhone: person, fromMe: false });
      expect(Number(gone.data['at'])).toBeGreaterThan(1_600_000_000_000);
    });

    it('hears a quote of its own message, and who is mentioned', async () => {
      const { data: sent } = await bot.text(person, 'Which size?');
      const id = await world.emulator.send(person, {
        to: BOT,
        text: `large @${BOT}`,
        quoted: sent?.messageId,
        mentions: [BOT],
      });
      const arrival = await bot.hears(id);
      expect(arrival.data['quoted']).toMatchObject({ id: sent?.messageId, text: 'Which size?' });
      expect(arrival.data['mentions']).toEqual([jidOf(BOT)]);
    });

    it('numbers its events without gaps, each told once', () => {
      const sequences = world.receiver.arrivals.all.map((arrival) => arrival.sequence).sort((a, b) => a - b);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    });
  },
);

describe('two linked devices of one account', () => {
  const world = useWorld();
  const one = new Bot(world, 'one', BOT);
  const two = new Bot(world, 'two', BOT);

  beforeAll(async () => {
    await one.link();
    await two.link();
  });

  it('both hear what people write, and not what the other one sends', async () => {
    const id = await world.emulator.send('15550003333', { to: BOT, text: 'to both' });
    for (const bot of [one, two]) await bot.hears(id);
    const from = world.receiver.mark;
    await one.text('15550003333', 'from one');
    const next = await world.emulator.send('15550003333', { to: BOT, text: 'after that' });
    await two.hears(next);
    const heard = world.receiver.arrivals.all.slice(from).filter((each) => each.event === 'message');
    expect(heard.every((each) => each.data['text'] === 'after that')).toBe(true);
  });

  it('an instance can talk to another of the same server', async () => {
    const shop = new Bot(world, 'shop', '628222222222');
    await shop.link();
    const { data } = await shop.text(BOT, 'neighbours');
    const arrival = await world.receiver.event('message', (each) => each.data['id'] === data?.messageId);
    expect(arrival.data).toMatchObject({ senderPhone: '628222222222', text: 'neighbours' });
  });
});
