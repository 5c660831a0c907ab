import { createEndpoint, getInstanceStats } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const PHONE = '628130000001';
const CASEY = '15551000001';
const DREW = '15551000002';
const HOUR_MS = 3_600_000;

const world = useWorld({ WEBHOOK_RETRY_DELAY_MS: '3600000' });
const bot = new Bot(world, 'counted', PHONE);

async function counts(since?: number) {
  const query = since === undefined ? {} : { since: new Date(since).toISOString() };
  const path = { instanceId: bot.instanceId };
  return outcomeOf(getInstanceStats({ client: world.api.client, path, query }));
}

describe('the numbers of an instance', () => {
  it('are zero before anything has happened', async () => {
    await bot.create();
    const before = Date.now();
    const { data } = await counts();
    expect(data?.messages).toEqual({ received: 0, sent: 0, failed: 0 });
    const since = Date.parse(String(data?.since));
    expect(since).toBeGreaterThanOrEqual(before - 24 * HOUR_MS);
    expect(since).toBeLessThanOrEqual(Date.now() - 24 * HOUR_MS);
    await bot.pair();
  });

  it('count messages of both sides, and neither their changes nor reactions', async () => {
    const heard = await world.emulator.send(CASEY, { to: PHONE, text: 'one' });
    await world.emulator.send(DREW, { to: PHONE, text: 'two' });
    await world.emulator.act(CASEY, heard, 'reaction', { emoji: '👍' });
    await bot.event('message_reaction');
    await bot.event('message', ({ data }) => data['text'] === 'two');
    const own = await bot.sent(bot.text(CASEY, 'three'));
    await bot.edit(own, 'drei');
    await bot.react(heard, '👍');
    await world.emulator.fault({ kind: 'ack-error', code: 403, phone: PHONE, times: 1 });
    expect((await bot.text(DREW, 'never')).code).toBe(500);
    const written = await world.emulator.send(PHONE, { to: CASEY, text: 'from the phone' });
    await bot.event('message_sent', ({ data }) => data['id'] === written);
    const { data } = await counts();
    expect(data?.messages).toEqual({ received: 2, sent: 2, failed: 1 });
    expect((await counts(Date.now() + HOUR_MS)).data?.messages).toEqual({ received: 0, sent: 0, failed: 0 });
  });

  it('count attempts at deliveries, and what waits, of all endpoints of the instance', async () => {
    const client = { client: world.api.client, path: { instanceId: bot.instanceId } };
    const body = { name: 'second', url: world.receiver.url, events: ['message' as const] };
    await createEndpoint({ ...client, throwOnError: true, body });
    const before = (await counts()).data?.deliveries;
    world.receiver.answer = ({ event }) => ({ status: event === 'message' ? 503 : 200 });
    await world.emulator.send(CASEY, { to: PHONE, text: 'nobody takes this' });
    const after = await eventually(
      async () => (await counts()).data?.deliveries,
      (now) => now?.failedAttempts === 2,
      'both attempts to have failed',
    );
    expect(after).toMatchObject({ pending: 2, parked: 0, failedAttempts: 2 });
    expect(after?.delivered).toBeGreaterThanOrEqual(before?.delivered ?? 1);
    expect(after?.delivered).toBeGreaterThan(0);
  });

  it('do not go farther back than a week', async () => {
    expect((await counts(Date.now() - 7 * 24 * HOUR_MS + HOUR_MS)).code).toBe(200);
    const { code, error } = await counts(Date.now() - 8 * 24 * HOUR_MS);
    expect({ code, details: error?.details }).toMatchObject({
      code: 400,
      details: { fields: [{ field: 'since', reason: 'must be within the last 7 days' }] },
    });
  });
});
