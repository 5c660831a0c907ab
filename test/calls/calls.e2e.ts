import {
  createCallLink,
  rejectCall,
  saveContact,
  updateInstance,
} from '../../packages/client/src/generated/index.js';
import { inDatabase } from '../harness/database.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARL = '15550003333';

interface Happening {
  kind: string;
  callId?: string;
  status?: string;
  from?: string;
  device?: number;
}

const world = useWorld({ SEND_TIMEOUT_MS: '15000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

const path = { instanceId: 'bot' };
const reject = (callId: string) =>
  outcomeOf(rejectCall({ client: world.api.client, path: { ...path, callId } }));
const link = (body: { type: 'audio' | 'video'; startsAt?: string }) =>
  outcomeOf(createCallLink({ client: world.api.client, path, body }));
type Settings = Parameters<typeof updateInstance>[0]['body'];
const set = (body: Settings) => outcomeOf(updateInstance({ client: world.api.client, path, body }));

/** Somebody calls the instance. */
async function calls(person: string, more: object = {}): Promise<string> {
  const answer = await world.emulator.request('POST', `/phones/${person}/call`, { to: BOT, ...more });
  return String(answer.callId);
}

async function heard(callId: string, status: string): Promise<Arrival> {
  return bot.event('call', ({ data }) => data['callId'] === callId && data['status'] === status);
}

/** What a phone saw of a call, and who did it. */
async function seen(person: string, callId: string): Promise<Happening[]> {
  const events: Happening[] = await world.emulator.get(`/phones/${person}/events`);
  return events.filter((event) => event.callId === callId);
}

/** Waits until a phone has seen a status of a call. */
async function sees(person: string, callId: string, status: string): Promise<Happening> {
  const found = await eventually(
    async () => (await seen(person, callId)).find((event) => event.status === status),
    (event) => event !== undefined,
    `${person} to see that ${callId} is ${status}`,
  );
  return found ?? { kind: 'none' };
}

/** Who rejects a call, by the database of the server. */
async function rejectedBy(callId: string): Promise<unknown> {
  const [row] = await inDatabase(world.api, 'select rejected_by from calls where id = ?', callId);
  return row?.['rejected_by'];
}

/** Hangs up, and waits until this is reported: everything before it has been processed by then. */
async function hangsUp(person: string, callId: string): Promise<Arrival> {
  await world.emulator.request('POST', `/phones/${person}/calls/${callId}`, { action: 'end' });
  return heard(callId, 'ended');
}

beforeAll(async () => {
  await bot.link();
});

describe('a call that a program rejects', () => {
  it('ends for the caller, and is reported with who did it', async () => {
    const callId = await calls(ANNA, { video: true });
    await heard(callId, 'ringing');
    expect(await reject(callId)).toEqual({
      code: 200,
      data: { callId, from: jidOf(ANNA), status: 'rejected' },
    });
    expect(await sees(ANNA, callId, 'reject')).toMatchObject({ from: jidOf(BOT), device: 1 });
    expect((await heard(callId, 'rejected')).data).toEqual({
      callId,
      from: jidOf(ANNA),
      status: 'rejected',
      isVideo: true,
      isGroup: false,
      rejectedBy: 'request',
      at: expect.any(Number),
    });
    expect(await reject(callId)).toEqual(refused(409, 'CONFLICT'));
  });

  it('is found by the address that WhatsApp knows the caller by', async () => {
    await world.emulator.post('/phones', { phone: CARL, addressing: 'lid' });
    const callId = await calls(CARL);
    expect((await heard(callId, 'ringing')).data['from']).toBe(jidOf(CARL));
    expect((await reject(callId)).code).toBe(200);
    await sees(CARL, callId, 'reject');
  });

  it('must ring', async () => {
    expect(await reject('NOBODY')).toEqual(refused(404, 'CALL_NOT_FOUND'));
    const ended = await calls(ANNA);
    await heard(ended, 'ringing');
    expect((await hangsUp(ANNA, ended)).data).toMatchObject({ missed: true });
    expect(await reject(ended)).toEqual(refused(409, 'CONFLICT'));
    const accepted = await calls(ANNA);
    await heard(accepted, 'ringing');
    await world.emulator.request('POST', `/phones/${BOT}/calls/${accepted}`, { action: 'accept' });
    await heard(accepted, 'accepted');
    expect(await reject(accepted)).toEqual(refused(409, 'CONFLICT'));
    const elsewhere = await calls(ANNA);
    await heard(elsewhere, 'ringing');
    await world.emulator.request('POST', `/phones/${BOT}/calls/${elsewhere}`, { action: 'reject' });
    expect((await heard(elsewhere, 'rejected')).data).toMatchObject({ rejectedBy: 'device' });
    expect(await reject(elsewhere)).toEqual(refused(409, 'CONFLICT'));
  });

  it('is refused with what WhatsApp says, or nothing is known about it', async () => {
    const callId = await calls(ANNA);
    await heard(callId, 'ringing');
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'call', child: 'reject', code: 503, times: 1 });
    const refusal = await reject(callId);
    expect(refusal).toMatchObject({ code: 500, error: { details: { code: '503', outcome: 'not_sent' } } });
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'call', child: 'reject', code: 404, times: 1 });
    expect(await reject(callId)).toEqual(refused(404, 'CALL_NOT_FOUND'));
    const silent = await calls(ANNA);
    await heard(silent, 'ringing');
    await world.emulator.fault({ kind: 'silence', xmlns: 'call', child: 'reject', times: 1 });
    expect(await reject(silent)).toMatchObject({ code: 504, error: { details: { outcome: 'unknown' } } });
    // It still rings, and can be rejected once more.
    expect((await reject(silent)).code).toBe(200);
    await sees(ANNA, silent, 'reject');
  });

  it('is known after a restart of the server', async () => {
    const callId = await calls(ANNA);
    await heard(callId, 'ringing');
    await world.api.kill();
    const from = world.receiver.mark;
    await world.api.start();
    await bot.event('ready', undefined, { from });
    expect((await reject(callId)).code).toBe(200);
    await sees(ANNA, callId, 'reject');
  });

  it('counts as missed if the server was killed before WhatsApp answered the rejection', async () => {
    const callId = await calls(ANNA);
    await heard(callId, 'ringing');
    await world.emulator.fault({ kind: 'silence', xmlns: 'call', child: 'reject', times: 1 });
    const rejection = reject(callId).catch(() => undefined);
    await eventually(
      async () => rejectedBy(callId),
      (by) => by === 'request',
      'the rejection to be under way',
    );
    await world.api.kill();
    await rejection;
    const from = world.receiver.mark;
    await world.api.start();
    await bot.event('ready', undefined, { from });
    expect((await hangsUp(ANNA, callId)).data).toMatchObject({ missed: true });
  });
});

describe('an instance that rejects calls', () => {
  const text = 'This number takes no calls.';

  it('keeps what it is set to', async () => {
    const settings = { rejectCalls: true, rejectCallsText: text, rejectCallsExcept: ['contacts' as const] };
    expect((await set(settings)).data).toMatchObject({ ...settings, sendRatePerMinute: 0 });
    expect((await set({ rejectCallsExcept: [] })).data).toMatchObject({
      rejectCalls: true,
      rejectCallsExcept: [],
    });
    expect(await set({})).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('rejects them, and tells each caller once', async () => {
    for (const times of [1, 2]) {
      const callId = await calls(ANNA, { video: times === 1 });
      expect(await sees(ANNA, callId, 'reject')).toMatchObject({ device: 1 });
      expect((await heard(callId, 'rejected')).data).toMatchObject({
        from: jidOf(ANNA),
        rejectedBy: 'setting',
      });
    }
    await eventually(
      () => anna.texts(),
      (texts) => texts.includes(text),
      'the answer to the call',
    );
    const callId = await calls(BEN);
    await sees(BEN, callId, 'reject');
    await eventually(
      async () => (await world.emulator.inbox(BEN)).map((message) => message.text),
      (texts) => texts.includes(text),
      'the answer to the other caller',
    );
    await anna.gets('Hello');
    expect((await anna.texts()).filter((each) => each === text)).toHaveLength(1);
  });

  it('does so after a restart', async () => {
    await world.api.kill();
    const from = world.receiver.mark;
    await world.api.start();
    await bot.event('ready', undefined, { from });
    const callId = await calls(ANNA);
    await sees(ANNA, callId, 'reject');
    expect((await heard(callId, 'rejected')).data).toMatchObject({ rejectedBy: 'setting' });
    await anna.gets('Hello again');
    expect((await anna.texts()).filter((each) => each === text)).toHaveLength(1);
  });

  it('leaves calls alone that came while it was away', async () => {
    await bot.disconnect();
    const callId = await calls(ANNA);
    await bot.connect();
    await heard(callId, 'ringing');
    await hangsUp(ANNA, callId);
    expect((await seen(ANNA, callId)).map(({ status }) => status)).toEqual(['offer', 'end']);
  });

  it('rejects calls in groups without an answer', async () => {
    const texts = async () => (await world.emulator.inbox(CARL)).map((message) => message.text);
    const before = await texts();
    const callId = await calls(CARL, { group: '120363000000000001@g.us' });
    await sees(CARL, callId, 'reject');
    expect((await heard(callId, 'rejected')).data).toMatchObject({ isGroup: true, rejectedBy: 'setting' });
    const carl = new Person(world, CARL, bot);
    await carl.gets('Hello Carl');
    expect(await texts()).toEqual([...before, 'Hello Carl']);
  });

  it('lets exceptions ring', async () => {
    const body = { phone: ANNA, name: 'Anna' };
    await saveContact({ client: world.api.client, throwOnError: true, path, body });
    await set({ rejectCallsExcept: ['contacts', 'groups'] });
    for (const [person, more] of [
      [ANNA, {}],
      [BEN, { group: '120363000000000001@g.us' }],
    ] as const) {
      const callId = await calls(person, more);
      await heard(callId, 'ringing');
      await hangsUp(person, callId);
      expect((await seen(person, callId)).map(({ status }) => status)).toEqual(['offer', 'end']);
    }
    const callId = await calls(BEN);
    await sees(BEN, callId, 'reject');
  });

  it('lets calls ring once it is switched off', async () => {
    await set({ rejectCalls: false, rejectCallsText: null });
    const callId = await calls(BEN);
    await heard(callId, 'ringing');
    expect((await hangsUp(BEN, callId)).data).toMatchObject({ missed: true });
  });
});

describe('a link to a call', () => {
  it('is made for a kind of call, now or later', async () => {
    const audio = await link({ type: 'audio' });
    const startsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString();
    const video = await link({ type: 'video', startsAt });
    const made = await world.emulator.get(`/phones/${BOT}/call-links`);
    expect(made).toEqual([
      { token: expect.any(String), media: 'audio', startTime: null },
      { token: expect.any(String), media: 'video', startTime: Date.parse(startsAt) / 1000 },
    ]);
    const url = (kind: string, index: number) => `https://call.whatsapp.com/${kind}/${made[index].token}`;
    expect(audio).toEqual({ code: 201, data: { type: 'audio', url: url('voice', 0) } });
    expect(video).toEqual({ code: 201, data: { type: 'video', url: url('video', 1), startsAt } });
  });

  it('is planned within a year, and tells refusals', async () => {
    for (const startsAt of ['2020-01-31T09:00:00Z', '2999-01-31T09:00:00Z'])
      expect(await link({ type: 'audio', startsAt })).toEqual(refused(400, 'INVALID_REQUEST'));
    await world.emulator.fault({
      kind: 'iq-error',
      xmlns: 'call',
      child: 'link_create',
      code: 503,
      times: 1,
    });
    expect(await link({ type: 'audio' })).toMatchObject({ code: 500, error: { details: { code: '503' } } });
  });
});
