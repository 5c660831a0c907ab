import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGroup,
  createInstance,
  forwardMessage,
  getMessage,
  listGroups,
  saveContact,
  sendDocument,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { useFileServer } from '../harness/file-server.js';
import { API_KEY } from '../harness/server.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
const REPLAYED = 'Idempotency-Replayed';
const path = { instanceId: 'bot' };

const directory = mkdtempSync(join(tmpdir(), 'miaw-aim-'));
const aim = join(directory, 'aim');
const site = useFileServer();
const world = useWorld(
  { AIM_FILE: aim, SEND_TIMEOUT_MS: '8000', SEND_ACK_TIMEOUT_MS: '3000' },
  'storage-faults.js',
);
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  for (const [phone, name] of Object.entries({ [ANNA]: 'Anna', [BEN]: 'Ben', [CARA]: 'Cara' }))
    await world.emulator.phone(phone, { name });
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Told {
  code?: number;
  data?: { messageId: string; status: string };
  error?: { code: string; details?: object };
  replayed: boolean;
}

async function text(key: string, to: string, words: string, more: { clientReference?: string } = {}) {
  return told(
    sendText({
      client: world.api.client,
      path,
      headers: { 'Idempotency-Key': key },
      body: { to, text: words, ...more },
    }),
  );
}

/** A file as a form, which the generated client sends no flags with. */
async function form(key: string, bytes: string, fields: Record<string, string>): Promise<Told> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('media', new Blob([bytes], { type: 'text/plain' }), 'note.txt');
  const response = await world.api.raw('/api/v1/instances/bot/messages/document', {
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body,
  });
  const { data, error } = Object(await response.json());
  return { code: response.status, data, error, replayed: response.headers.get(REPLAYED) === 'true' };
}

async function told(
  call: Promise<{ data?: { data: unknown }; error?: { error: object }; response?: Response }>,
): Promise<Told> {
  const { data, error, response } = await call;
  return {
    code: response?.status,
    data: Object(data).data,
    error: Object(error).error,
    replayed: response?.headers.get(REPLAYED) === 'true',
  };
}

async function inboxOf(person: string, words: string) {
  return (await world.emulator.inbox(person)).filter((message) => message.text === words);
}

/** What a person has stays one message. */
async function isThereOnce(person: string, words: string): Promise<void> {
  await eventually(
    () => inboxOf(person, words),
    (messages) => messages.length > 0,
    words,
  );
  await steadily(
    () => inboxOf(person, words),
    (messages) => messages.length === 1,
    `${words} is there once`,
    400,
  );
}

async function restart(): Promise<void> {
  await world.api.halt();
  await world.api.start();
  await bot.reaches('connected');
}

describe('a send with a key', () => {
  it('is carried out once, and answered the same again, after a restart too', async () => {
    const first = await text('once', ANNA, 'one');
    expect(first).toMatchObject({ code: 200, data: { status: 'sent' }, replayed: false });
    expect(await text('once', ANNA, 'one')).toEqual({ ...first, replayed: true });
    await restart();
    expect(await text('once', ANNA, 'one')).toEqual({ ...first, replayed: true });
    await isThereOnce(ANNA, 'one');
  });

  it('is one message when fifty come at once, with fifty equal answers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => text('fifty', ANNA, 'of fifty')));
    const [first] = answers;
    expect(first).toMatchObject({ code: 200, data: { status: 'sent' } });
    for (const { code, data } of answers) expect({ code, data }).toEqual({ code: 200, data: first?.data });
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    await isThereOnce(ANNA, 'of fifty');
  });

  it('is that of one API key: another one neither gets its answer nor is in its way', async () => {
    const send = async (apiKey: string, words: string): Promise<Told> => {
      const response = await fetch(new URL('/api/v1/instances/bot/messages/text', world.api.url), {
        method: 'POST',
        headers: { 'X-API-Key': apiKey, 'Idempotency-Key': 'shared', 'Content-Type': 'application/json' },
        body: JSON.stringify({ to: ANNA, text: words }),
      });
      const { data, error } = Object(await response.json());
      return { code: response.status, data, error, replayed: response.headers.get(REPLAYED) === 'true' };
    };
    const keys = [API_KEY];
    for (let n = 0; n < 2; n += 1) {
      const { key, caller } = await makeKey(world.api.url, { scopes: ['messages:send'] });
      caller.close();
      keys.push(key);
    }
    const answers: Told[] = [];
    for (const [index, key] of keys.entries()) answers.push(await send(key, `by key ${index}`));
    for (const answer of answers) expect(answer).toMatchObject({ code: 200, replayed: false });
    expect(new Set(answers.map(({ data }) => data?.messageId)).size).toBe(keys.length);
    for (const [index, key] of keys.entries())
      expect(await send(key, `by key ${index}`)).toEqual({ ...answers[index], replayed: true });
    expect(await send(keys[1] ?? '', 'something else')).toMatchObject({ code: 422 });
  });

  it('stands for that request alone, and for its instance alone', async () => {
    await text('mine', ANNA, 'mine');
    for (const other of [text('mine', ANNA, 'yours'), text('mine', BEN, 'mine')])
      expect(await other).toMatchObject({ code: 422, error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    await new Bot(world, 'other', '628222222222').link();
    const elsewhere = await told(
      sendText({
        client: world.api.client,
        path: { instanceId: 'other' },
        headers: { 'Idempotency-Key': 'mine' },
        body: { to: ANNA, text: 'of another' },
      }),
    );
    expect(elsewhere).toMatchObject({ code: 200, replayed: false });
    expect(await inboxOf(ANNA, 'yours')).toEqual([]);
  });

  it.each(['', ' ', 'two words', 'x'.repeat(256)])('has to be a key: %j', async (key) => {
    const answer = await text(key, ANNA, 'no key');
    // An empty header and one of blanks are none to HTTP: they are empty.
    expect(answer).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'Idempotency-Key', reason: expect.any(String) }] } },
    });
    expect(await inboxOf(ANNA, 'no key')).toEqual([]);
  });

  it('is judged like any other before the key counts', async () => {
    expect(await text('judged', 'nobody', 'wrong')).toMatchObject({ code: 400, replayed: false });
    expect(await text('judged', ANNA, 'right')).toMatchObject({ code: 200, replayed: false });
  });

  it('gives the key free when it was certainly not sent', async () => {
    await bot.disconnect();
    for (let n = 0; n < 2; n += 1)
      expect(await text('free', ANNA, 'after all')).toMatchObject({
        code: 503,
        error: { details: { outcome: 'not_sent' } },
        replayed: false,
      });
    expect(await text('once', ANNA, 'one')).toMatchObject({ code: 200, replayed: true });
    await bot.connect();
    await bot.reaches('connected');
    expect(await text('free', ANNA, 'after all')).toMatchObject({ code: 200, replayed: false });
    await isThereOnce(ANNA, 'after all');
  });

  it('gives the key free when WhatsApp refuses, and when nobody there is on WhatsApp', async () => {
    await world.emulator.fault({ kind: 'ack-error', phone: BOT, code: 479 });
    expect(await text('refused', ANNA, 'again then')).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { code: '479', outcome: 'not_sent' } },
    });
    await world.emulator.clearFaults();
    expect(await text('refused', ANNA, 'again then')).toMatchObject({ code: 200, replayed: false });
    await isThereOnce(ANNA, 'again then');
  });

  it('answers `pending` again, whatever became of it since', async () => {
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT });
    const first = await text('slow', ANNA, 'slowly');
    expect(first).toMatchObject({ code: 202, data: { status: 'pending' } });
    await world.emulator.clearFaults();
    await restart();
    await bot.status(first.data?.messageId, 'sent');
    expect(await text('slow', ANNA, 'slowly')).toEqual({ ...first, replayed: true });
    await isThereOnce(ANNA, 'slowly');
  });
});

describe('a crash in the middle', () => {
  it.each([
    ['before message 1', 'it was not on disk: it is sent now', false],
    ['after message 1', 'it was on disk: it is the same message', true],
  ])('%s: %s', async (when, _what, replayed) => {
    const words = `killed ${when}`;
    const key = when.replaceAll(' ', '-');
    await world.api.halt();
    writeFileSync(aim, when);
    await world.api.start();
    rmSync(aim);
    await bot.reaches('connected');
    await text(key, ANNA, words).catch(() => undefined);
    await eventually(
      async () => world.api.running,
      (running) => !running,
      'the kill',
    );
    await world.api.start();
    await bot.reaches('connected');
    const again = await text(key, ANNA, words);
    expect([200, 202]).toContain(again.code);
    expect(again.replayed).toBe(replayed);
    const [message] = await eventually(
      () => inboxOf(ANNA, words),
      (messages) => messages.length > 0,
      words,
    );
    expect(message?.id).toBe(again.data?.messageId);
    await isThereOnce(ANNA, words);
    expect(await text(key, ANNA, words)).toMatchObject({ replayed: true, data: { messageId: message?.id } });
  });

  it('while WhatsApp has it and has not said so: it is the same message', async () => {
    const fault = await world.emulator.fault({ kind: 'ack-delay', phone: BOT, ms: 1_000 });
    const lost = text('unsaid', ANNA, 'unsaid').catch(() => undefined);
    await world.emulator.struck(fault);
    await world.api.kill();
    await lost;
    await eventually(
      () => inboxOf(ANNA, 'unsaid'),
      (messages) => messages.length > 0,
      'the message',
    );
    await world.emulator.clearFaults();
    await world.api.start();
    const again = await text('unsaid', ANNA, 'unsaid');
    expect(again).toMatchObject({ data: { messageId: expect.any(String) }, replayed: true });
    await bot.status(again.data?.messageId, 'delivered');
    await isThereOnce(ANNA, 'unsaid');
    expect(await text('unsaid', ANNA, 'unsaid')).toMatchObject({ code: 200, replayed: true });
  });
});

describe('a file with a key', () => {
  it('is sent once, and compared by its bytes', async () => {
    const fields = { to: BEN, caption: 'a note' };
    const first = await form('note', 'words', fields);
    expect(first).toMatchObject({ code: 200, replayed: false });
    expect(await form('note', 'words', fields)).toEqual({ ...first, replayed: true });
    expect(await form('note', 'other words', fields)).toMatchObject({ code: 422 });
    expect(await form('note', 'words', { ...fields, caption: 'another' })).toMatchObject({ code: 422 });
    const files = (await world.emulator.inbox(BEN)).filter(({ caption }) => caption === 'a note');
    expect(files).toHaveLength(1);
  });

  it('is not fetched again, nor needed, nor is a connection', async () => {
    const media = site.offer('/report.txt', Buffer.from('a report'), { 'Content-Type': 'text/plain' });
    const send = () =>
      told(
        sendDocument({
          client: world.api.client,
          path,
          headers: { 'Idempotency-Key': 'report' },
          body: { to: BEN, media },
        }),
      );
    const first = await send();
    expect(first).toMatchObject({ code: 200, replayed: false });
    site.serve('/report.txt', (_request, response) => response.writeHead(410).end());
    await bot.disconnect();
    expect(await send()).toEqual({ ...first, replayed: true });
    expect(await form('note', 'words', { to: BEN, caption: 'a note' })).toMatchObject({
      code: 200,
      replayed: true,
    });
    await bot.connect();
    await bot.reaches('connected');
    expect(site.asked.filter((each) => each === '/report.txt')).toHaveLength(1);
  });
});

describe('other requests with a key', () => {
  it('forward once, to each', async () => {
    const id = await world.emulator.send(ANNA, { to: BOT, text: 'pass it on' });
    await bot.hears(id);
    const forward = (to: string[]) =>
      told(
        forwardMessage({
          client: world.api.client,
          path: { ...path, messageId: id },
          headers: { 'Idempotency-Key': 'on' },
          body: { to },
        }),
      );
    const first = await forward([BEN, CARA]);
    expect(first).toMatchObject({ code: 200, replayed: false });
    expect(await forward([BEN, CARA])).toEqual({ ...first, replayed: true });
    expect(await forward([CARA, BEN])).toMatchObject({ code: 422 });
    for (const person of [BEN, CARA]) await isThereOnce(person, 'pass it on');
  });

  it('create an instance once', async () => {
    const create = (instanceId: string, key: string) =>
      told(
        createInstance({
          client: world.api.client,
          headers: { 'Idempotency-Key': key },
          body: { instanceId },
        }),
      );
    const first = await create('made', 'new');
    expect(first).toMatchObject({ code: 201, data: { instanceId: 'made' }, replayed: false });
    expect(await create('made', 'new')).toEqual({ ...first, replayed: true });
    expect(await create('other-name', 'new')).toMatchObject({ code: 422 });
    expect(await create('made', 'another')).toMatchObject({ code: 409 });
  });

  const makeGroup = (name: string) =>
    told(
      createGroup({
        client: world.api.client,
        path,
        headers: { 'Idempotency-Key': name },
        body: { name, participants: [ANNA, BEN] },
      }),
    );

  async function groups(): Promise<string[]> {
    const { data } = await listGroups({ client: world.api.client, throwOnError: true, path });
    return data.data.groups.map(({ name }) => name).sort();
  }

  it('create a group once, found again when the answer was lost', async () => {
    const first = await makeGroup('Lunch');
    expect(first).toMatchObject({ code: 201, replayed: false });
    expect(await makeGroup('Lunch')).toEqual({ ...first, replayed: true });
    const before = world.receiver.mark;
    // WhatsApp makes the group when nobody waits for its answer any more.
    await world.emulator.fault({ kind: 'iq-delay', phone: BOT, child: 'create', ms: 5_000, times: 1 });
    const lost = await makeGroup('Dinner');
    expect(lost).toMatchObject({ code: 504, error: { details: { outcome: 'unknown' } } });
    await world.receiver.event('group_participants', ({ data }) => data['action'] === 'create', {
      from: before,
    });
    const found = await makeGroup('Dinner');
    expect(found).toMatchObject({ code: 201, data: { name: 'Dinner' } });
    expect(await groups()).toEqual(['Dinner', 'Lunch']);
  });

  it('create a group once, found again when the connection ended before the answer', async () => {
    const before = world.receiver.mark;
    const delay = await world.emulator.fault({ kind: 'iq-delay', phone: BOT, child: 'create', ms: 6_000 });
    const lost = makeGroup('Supper');
    await world.emulator.struck(delay);
    await world.emulator.fault({ kind: 'drop', phone: BOT });
    // 504 where the machine is too slow for the connection to end within the query's time.
    const { code, error } = await lost;
    expect([503, 504]).toContain(code);
    expect(error).toMatchObject({ details: { outcome: 'unknown' } });
    await world.receiver.event('group_participants', ({ data }) => data['action'] === 'create', {
      from: before,
    });
    await bot.reaches('connected');
    expect(await makeGroup('Supper')).toMatchObject({ code: 201, data: { name: 'Supper' } });
    expect(await groups()).toEqual(['Dinner', 'Lunch', 'Supper']);
  });

  it('save a contact', async () => {
    const save = () =>
      told(
        saveContact({
          client: world.api.client,
          path,
          headers: { 'Idempotency-Key': 'anna' },
          body: { phone: ANNA, name: 'Anna B.' },
        }),
      );
    const first = await save();
    expect(first).toMatchObject({ code: 201, replayed: false });
    expect(await save()).toEqual({ ...first, replayed: true });
  });
});

describe('a reference of the caller', () => {
  it('is told with every status, and is on the message', async () => {
    const { data } = await text('referred', ANNA, 'your order', { clientReference: 'order-1742' });
    for (const status of ['sent', 'delivered'])
      expect((await bot.status(data?.messageId, status)).data).toMatchObject({
        clientReference: 'order-1742',
      });
    const { data: kept } = await getMessage({
      client: world.api.client,
      throwOnError: true,
      path: { ...path, messageId: String(data?.messageId) },
    });
    expect(kept.data).toMatchObject({ clientReference: 'order-1742', text: 'your order' });
  });

  it('goes with files and forwarded messages too, and is absent where none was given', async () => {
    const { data } = await form('form', 'words', { to: BEN, clientReference: 'file-7' });
    expect((await bot.status(data?.messageId, 'sent')).data).toMatchObject({ clientReference: 'file-7' });
    const answer = await forwardMessage({
      client: world.api.client,
      throwOnError: true,
      path: { ...path, messageId: String(data?.messageId) },
      body: { to: CARA, clientReference: 'file-8' },
    });
    const [result] = answer.data.data.results;
    expect((await bot.status(result?.messageId, 'sent')).data).toMatchObject({ clientReference: 'file-8' });
    const plain = await text('plain', ANNA, 'no reference');
    expect((await bot.status(plain.data?.messageId, 'sent')).data).not.toHaveProperty('clientReference');
  });

  it.each(['', 'x'.repeat(129)])('has to be one: %#', async (clientReference) => {
    expect(await text('refusable', ANNA, 'no', { clientReference })).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'clientReference' }] } },
    });
  });
});
