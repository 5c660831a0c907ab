import {
  createQuickReply,
  deleteQuickReply,
  getQuickReply,
  listQuickReplies,
  updateQuickReply,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

interface PhoneReply {
  id: string;
  shortcut: string;
  message: string;
  keywords: string[];
  count: number;
}

const world = useWorld({ SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);

const call = () => ({ client: world.api.client, path: { instanceId: 'bot' } });
const to = (quickReplyId: string) => ({
  client: world.api.client,
  path: { instanceId: 'bot', quickReplyId },
});
const list = async () => (await outcomeOf(listQuickReplies(call()))).data?.quickReplies;
const create = (shortcut: string, message: string, keywords?: string[]) =>
  outcomeOf(createQuickReply({ ...call(), body: { shortcut, message, ...(keywords && { keywords }) } }));
const change = (id: string, body: { shortcut?: string; message?: string; keywords?: string[] }) =>
  outcomeOf(updateQuickReply({ ...to(id), body }));
const phone = (method: 'PUT' | 'DELETE', id: string, body?: object) =>
  world.emulator.request(method, `/phones/${BOT}/quick-replies/${id}`, body);
const reported = (id: string, data: object = {}) =>
  bot.event('quick_reply', (arrival) =>
    Object.entries({ quickReplyId: id, ...data }).every(([name, value]) => arrival.data[name] === value),
  );

/** Waits until the phone shows its quick replies so. */
async function shows(fits: (replies: PhoneReply[]) => boolean): Promise<PhoneReply[]> {
  const read = (): Promise<PhoneReply[]> => world.emulator.get(`/phones/${BOT}/quick-replies`);
  return eventually(read, fits, 'the phone to show its quick replies so');
}

beforeAll(async () => {
  await phone('PUT', '1600000000', { shortcut: 'old', message: 'From before', count: 7 });
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('a quick reply that the phone had', () => {
  it('is listed, is no news, and keeps what a change does not name', async () => {
    const old = { quickReplyId: '1600000000', shortcut: 'old', message: 'From before', keywords: [] };
    await eventually(list, (replies) => replies?.length === 1, 'the quick replies of the phone');
    expect(await list()).toEqual([old]);
    expect((await change('1600000000', { keywords: ['past'] })).data).toEqual({ ...old, keywords: ['past'] });
    expect(await shows((replies) => replies[0]?.keywords.length === 1)).toEqual([
      { id: '1600000000', shortcut: 'old', message: 'From before', keywords: ['past'], count: 7 },
    ]);
    expect(world.receiver.named('quick_reply')).toEqual([]);
  });
});

describe('a quick reply that the API makes', () => {
  it('is on the phone, changes there, and goes again', async () => {
    const { code, data } = await create('hours', 'From 7 to 18 🕖', ['open']);
    expect({ code, data }).toEqual({
      code: 201,
      data: {
        quickReplyId: expect.stringMatching(/^\d{10}$/),
        shortcut: 'hours',
        message: 'From 7 to 18 🕖',
        keywords: ['open'],
      },
    });
    const id = data?.quickReplyId ?? '';
    await shows((replies) => replies.some((reply) => reply.id === id && reply.message === 'From 7 to 18 🕖'));
    expect((await outcomeOf(getQuickReply(to(id)))).data).toEqual(data);
    expect((await change(id, { message: 'From 7 to 20' })).data).toEqual({
      ...data,
      message: 'From 7 to 20',
    });
    await shows((replies) => replies.some((reply) => reply.message === 'From 7 to 20'));
    expect(await change(id, { shortcut: 'old' })).toEqual(refused(409, 'CONFLICT'));
    expect(await change(id, {})).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await create('hours', 'Another')).toEqual(refused(409, 'CONFLICT'));
    expect((await outcomeOf(deleteQuickReply(to(id)))).data).toEqual({ quickReplyId: id, deleted: true });
    await shows((replies) => !replies.some((reply) => reply.id === id));
    expect(await outcomeOf(getQuickReply(to(id)))).toEqual(refused(404, 'QUICK_REPLY_NOT_FOUND'));
    expect(await change(id, { message: 'Too late' })).toEqual(refused(404, 'QUICK_REPLY_NOT_FOUND'));
    expect(await outcomeOf(deleteQuickReply(to(id)))).toEqual(refused(404, 'QUICK_REPLY_NOT_FOUND'));
  });

  it('has an id of its own, even within a second', async () => {
    const made = await Promise.all(['one', 'two', 'three'].map((shortcut) => create(shortcut, 'Text')));
    const ids = made.map(({ data }) => data?.quickReplyId);
    expect(new Set(ids).size).toBe(3);
    await shows((replies) => ids.every((id) => replies.some((reply) => reply.id === id)));
    expect((await list())?.map(({ shortcut }) => shortcut)).toEqual(['old', 'one', 'three', 'two']);
  });

  it('is not made when WhatsApp refuses, or does not answer', async () => {
    const patch = { xmlns: 'w:sync:app:state', child: 'patch', phone: BOT, times: 1 };
    await world.emulator.fault({ kind: 'iq-error', code: 503, ...patch });
    expect(await create('refused', 'Text')).toMatchObject({ code: 500, error: { details: { code: '503' } } });
    await world.emulator.fault({ kind: 'silence', ...patch });
    expect(await create('silent', 'Text')).toMatchObject({
      code: 504,
      error: { details: { outcome: 'unknown' } },
    });
    expect((await list())?.map(({ shortcut }) => shortcut)).not.toContain('silent');
  });

  it('is one of fifty at most', async () => {
    for (let n = 0; n < 46; n += 1)
      await phone('PUT', String(1_500_000_000 + n), { shortcut: `s${n}`, message: 'Text' });
    await eventually(list, (replies) => replies?.length === 50, 'fifty quick replies');
    expect(await create('more', 'Text')).toEqual(refused(409, 'CONFLICT', /50/));
    for (let n = 0; n < 46; n += 1) await phone('DELETE', String(1_500_000_000 + n));
    await eventually(list, (replies) => replies?.length === 4, 'the others to be gone');
  });
});

describe('a quick reply that the phone changes', () => {
  const id = '1700000000';

  it('is reported, and stored', async () => {
    await phone('PUT', id, { shortcut: 'place', message: 'Here', keywords: ['where'] });
    expect((await reported(id, { message: 'Here' })).data).toEqual({
      quickReplyId: id,
      shortcut: 'place',
      message: 'Here',
      keywords: ['where'],
      deleted: false,
      at: expect.any(Number),
    });
    await phone('PUT', id, { shortcut: 'place', message: 'There' });
    await reported(id, { message: 'There', deleted: false });
    expect((await outcomeOf(getQuickReply(to(id)))).data).toMatchObject({ message: 'There', keywords: [] });
    await phone('DELETE', id);
    await reported(id, { shortcut: 'place', message: 'There', deleted: true });
    expect(await outcomeOf(getQuickReply(to(id)))).toEqual(refused(404, 'QUICK_REPLY_NOT_FOUND'));
  });

  it('is not lost while the instance is away', async () => {
    await bot.disconnect();
    await phone('PUT', id, { shortcut: 'away', message: 'Written meanwhile' });
    await bot.connect();
    await reported(id, { shortcut: 'away' });
    await world.api.kill();
    await world.api.start();
    expect((await list())?.map(({ shortcut }) => shortcut)).toContain('away');
  });
});
