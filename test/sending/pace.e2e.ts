import {
  createInstance,
  forwardMessage,
  getInstance,
  getScheduled,
  updateInstance,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { pipeline } from '../harness/pipeline.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
/** Of the server; a message every one and a half seconds. */
const RATE = 40;
const PAUSE_MS = 60_000 / RATE;
const JITTER = 0.25;
const SHORTEST_MS = PAUSE_MS * (1 - JITTER);
const LONGEST_MS = PAUSE_MS * (1 + JITTER);
const path = { instanceId: 'bot' };
const TEXT = '/api/v1/instances/bot/messages/text';

const world = useWorld({ SEND_RATE_PER_MINUTE: String(RATE) });
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
  for (const phone of ['15550002221', '15550002222', '15550002223']) await world.emulator.phone(phone);
});

async function text(words: string, sendAt?: string) {
  return bot.text(ANNA, words, { sendAt });
}

async function setPace(sendRatePerMinute: number | null) {
  return outcomeOf(updateInstance({ client: world.api.client, path, body: { sendRatePerMinute } }));
}

/** When each message was told to have been sent, in the order of the ids. */
async function sentAt(ids: readonly unknown[]): Promise<number[]> {
  const told = await Promise.all(ids.map((id) => bot.status(id, 'sent')));
  return told.map(({ timestamp }) => timestamp);
}

/** The time at which the pace lets a message leave. */
async function plannedAt(messageId: unknown): Promise<number> {
  const about = { client: world.api.client, path: { ...path, messageId: String(messageId) } };
  return Date.parse(String((await outcomeOf(getScheduled(about))).data?.sendAt));
}

function pauses(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('the pace of an instance', () => {
  it('has messages wait, and says until when', async () => {
    const words = [0, 1, 2, 3, 4].map((n) => `paced ${n}`);
    // All at once: one after the other, a slow answer could take longer than a pause.
    const answers = await pipeline(
      world.api,
      words.map((each) => ({ method: 'POST', path: TEXT, body: { to: ANNA, text: each } })),
    );
    const [first, ...others] = answers.map(({ code, body }) => ({
      code,
      data: record(record(body)['data']),
    }));
    expect(first).toMatchObject({ code: 200, data: { status: 'sent' } });
    for (const { code, data } of others)
      expect({ code, data }).toMatchObject({
        code: 202,
        data: { status: 'scheduled', sendAt: expect.any(String) },
      });
    const planned = others.map(({ data }) => Date.parse(String(data['sendAt'])));
    for (const pause of pauses(planned)) {
      expect(pause).toBeGreaterThanOrEqual(SHORTEST_MS - 1);
      expect(pause).toBeLessThanOrEqual(LONGEST_MS + 1);
    }
    const times = await sentAt(others.map(({ data }) => data['messageId']));
    times.forEach((time, index) => expect(time).toBeGreaterThanOrEqual(planned[index] ?? 0));
    expect((await world.emulator.inbox(ANNA)).map((message) => message.text)).toEqual(words);
  });

  it('is kept by messages of one time too, and over a restart', async () => {
    const sendAt = new Date(Date.now() + 6_000).toISOString();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await text(`campaign ${n}`, sendAt)).data?.messageId);
    await world.api.halt();
    await world.api.start();
    const times = await sentAt(ids);
    const planned = await Promise.all(ids.map(plannedAt));
    times.forEach((time, index) => expect(time).toBeGreaterThanOrEqual(planned[index] ?? 0));
    const slots = planned.toSorted((one, other) => one - other);
    expect(slots[0]).toBeGreaterThanOrEqual(Date.parse(sendAt));
    for (const pause of pauses(slots)) expect(pause).toBeGreaterThanOrEqual(SHORTEST_MS - 1);
  });

  it('is kept by what is forwarded', async () => {
    const { data: ours } = await text('to be forwarded');
    await bot.status(ours?.messageId, 'sent');
    const { code, data } = await outcomeOf(
      forwardMessage({
        client: world.api.client,
        path: { ...path, messageId: String(ours?.messageId) },
        body: { to: ['15550002221', '15550002222', '15550002223'] },
      }),
    );
    expect([200, 202]).toContain(code);
    const waiting = data?.results.slice(1) ?? [];
    for (const result of waiting)
      expect(result).toMatchObject({ status: 'scheduled', sendAt: expect.any(String) });
    const planned = waiting.map(({ sendAt }) => Date.parse(String(sendAt)));
    expect(pauses(planned)).toEqual([expect.any(Number)]);
    for (const pause of pauses(planned)) expect(pause).toBeGreaterThanOrEqual(SHORTEST_MS - 1);
    const times = await sentAt(waiting.map(({ messageId }) => messageId));
    times.forEach((time, index) => expect(time).toBeGreaterThanOrEqual(planned[index] ?? 0));
  });

  it('is the server’s unless the instance has its own, or none', async () => {
    const { client } = world.api;
    const shown = async () => (await outcomeOf(getInstance({ client, path }))).data?.sendRatePerMinute;
    expect(await shown()).toBe(RATE);
    expect(await setPace(0)).toMatchObject({ code: 200, data: { sendRatePerMinute: 0 } });
    for (let n = 0; n < 3; n += 1) expect(await text(`free ${n}`)).toMatchObject({ code: 200 });
    expect(await setPace(6)).toMatchObject({ data: { sendRatePerMinute: 6 } });
    const before = Date.now();
    expect(await text('first of six')).toMatchObject({ code: 200 });
    const after = Date.now();
    const second = Date.parse(String((await text('second of six')).data?.sendAt));
    // Ten seconds, give or take a quarter, from when the first one left.
    expect(second - before).toBeGreaterThanOrEqual(10_000 * (1 - JITTER) - 1);
    expect(second - after).toBeLessThanOrEqual(10_000 * (1 + JITTER) + 1);
    expect(await setPace(null)).toMatchObject({ data: { sendRatePerMinute: RATE } });
    const own = await outcomeOf(
      createInstance({ client, body: { instanceId: 'own', sendRatePerMinute: 7 } }),
    );
    expect(own).toMatchObject({ code: 201, data: { sendRatePerMinute: 7 } });
    expect(await outcomeOf(updateInstance({ client, path, body: {} }))).toEqual(
      refused(400, 'INVALID_REQUEST'),
    );
  });
});
