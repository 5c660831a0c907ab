import {
  ApiError,
  ConflictError,
  type Event,
  InvalidRequestError,
  Miaw,
  type MiawOptions,
  NoAnswerError,
  NotFoundError,
  RateLimitedError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  webhooks,
  WhatsAppError,
} from '../../packages/client/src/index.js';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { Person } from '../harness/person.js';
import { freePort } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const ANNA = '15550001111';
const BOT = '628111111111';

const world = useWorld({ SEND_TIMEOUT_MS: '4000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

beforeAll(async () => {
  await bot.link();
  await world.emulator.phone(ANNA);
});

function miaw(options: Partial<MiawOptions> = {}): Miaw {
  return new Miaw({ baseUrl: `${world.api.url}/`, apiKey: API_KEY, ...options });
}

function ours(options?: Partial<MiawOptions>) {
  return miaw(options).instance('bot');
}

/** A `fetch` that notes what was asked and answered. */
function noting() {
  const notes: { key: string | null; status: number }[] = [];
  const noted: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = await fetch(request);
    notes.push({ key: request.headers.get('Idempotency-Key'), status: answer.status });
    return answer;
  };
  return { notes, fetch: noted };
}

describe('the client', () => {
  it('makes instances, and shows them', async () => {
    const made = await miaw().instances.createInstance({ instanceId: 'other' });
    expect(made).toMatchObject({ instanceId: 'other', status: 'disconnected' });
    expect((await miaw().instances.listInstances()).map(({ instanceId }) => instanceId)).toContain('other');
    expect(await miaw().instance('other').deleteInstance()).toMatchObject({ deleted: true });
  });

  it('sends texts and files, and gets files', async () => {
    const { messageId, status } = await ours().messages.sendText({ to: ANNA, text: 'Hello' });
    expect(status).toBe('sent');
    await world.emulator.arrives(ANNA, messageId);
    const media = new Blob([new Uint8Array(bytesOf(EXAMPLE_FILES.image))]);
    const image = await ours().messages.sendImageUpload({
      to: ANNA,
      media,
      caption: 'Logo',
      mentions: [ANNA],
    });
    const file = await ours().messages.getMessageMedia(image.messageId);
    expect(file.headers.get('Content-Type')).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytesOf(EXAMPLE_FILES.image));
  });

  it('reads lists by the page, and to their end', async () => {
    const sent = [];
    for (const text of ['1', '2', '3', '4', '5'])
      sent.push((await ours().messages.sendText({ to: ANNA, text })).messageId);
    const list = () => ours().chats.listMessages(ANNA, { limit: 2 });
    expect((await list()).messages).toHaveLength(2);
    const ids = [];
    for await (const { id } of list()) ids.push(id);
    expect(ids.slice(0, 5)).toEqual(sent.toReversed());
    const sizes = [];
    for await (const { messages } of list().pages()) sizes.push(messages.length);
    expect(sizes.slice(0, 2)).toEqual([2, 2]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(ids.length);
  });
});

describe('errors', () => {
  it('have a class for what programs do about them', async () => {
    const once = { maxRetries: 0 };
    const { messages } = ours(once);
    const text = { to: ANNA, text: 'x' };
    const nobody = await caught(miaw().instance('nobody').messages.sendText(text), NotFoundError);
    expect(nobody).toMatchObject({ code: 'INSTANCE_NOT_FOUND', status: 404, name: 'NotFoundError' });
    expect(nobody.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    const invalid = await caught(messages.sendText({ ...text, to: '' }), InvalidRequestError);
    expect(invalid.fields).toEqual([{ field: 'to', reason: expect.any(String) }]);
    await caught(miaw({ apiKey: 'wrong' }).instances.listInstances(), UnauthorizedError);
    await caught(ours().getInstanceQr(), ConflictError);
    await world.emulator.fault({ kind: 'ack-error', to: ANNA, code: 463, times: 1 });
    await caught(messages.sendText(text), WhatsAppError);
    await miaw().instances.createInstance({ instanceId: 'unlinked' });
    const away = await caught(miaw(once).instance('unlinked').messages.sendText(text), UnavailableError);
    expect(away).toMatchObject({ code: 'INSTANCE_NOT_CONNECTED', outcome: 'not_sent' });
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    expect(await caught(miaw({ baseUrl, ...once }).instances.listInstances(), NoAnswerError)).toHaveProperty(
      'cause',
    );
  });

  it('of too many requests say how long to wait, and are final if that is too long', async () => {
    const { key: apiKey } = await makeKey(world.api.url, { preset: 'bot', rateLimitPerMinute: 1 });
    const limited = ours({ apiKey, maxRetryWaitMs: 1 });
    await limited.getInstanceStatus();
    const error = await caught(limited.getInstanceStatus(), RateLimitedError);
    expect(error.retryAfterMs).toBeGreaterThan(0);
  });
});

describe('requests that are repeated', () => {
  it('have the same key, and their effect once', async () => {
    const { notes, fetch: noted } = noting();
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:g2', phone: BOT, times: 1 });
    const group = await ours({ fetch: noted }).groups.createGroup({ name: 'Lunch', participants: [ANNA] });
    await world.emulator.clearFaults();
    expect(notes.map(({ status }) => status)).toEqual([504, 201]);
    expect(new Set(notes.map(({ key }) => key)).size).toBe(1);
    expect(notes[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    const { groups } = await ours().groups.listGroups();
    expect(groups.filter(({ name }) => name === 'Lunch').map(({ jid }) => jid)).toEqual([group.jid]);
  });

  it('can have a key of the program, and get the first answer', async () => {
    const idempotencyKey = 'order-1742';
    const send = () => ours().messages.sendText({ to: ANNA, text: 'Once' }, { idempotencyKey });
    const { messageId } = await send();
    expect((await send()).messageId).toBe(messageId);
  });

  it('are given up in the end', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'usync', about: '15550009999' });
    const { notes, fetch: noted } = noting();
    const to = '15550009999';
    const sending = ours({ fetch: noted, maxRetries: 1 }).messages.sendText({ to, text: 'x' });
    expect(await caught(sending, TimeoutError)).toMatchObject({ outcome: 'not_sent' });
    await world.emulator.clearFaults();
    expect(notes.map(({ status }) => status)).toEqual([504, 504]);
  });

  it('end with their signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(ours().getInstanceStatus({ signal })).rejects.toThrow('enough');
  });
});

describe('events', () => {
  const ends = new AbortController();
  const seen: Event[] = [];
  let following: Promise<void>;

  afterAll(async () => {
    ends.abort();
    await following;
  });

  async function follow(after?: number): Promise<void> {
    for await (const event of ours().events.follow({ after, signal: ends.signal })) seen.push(event);
  }

  function texts(): (string | undefined)[] {
    return seen.flatMap((event) => (event.event === 'message' ? [event.data.text] : []));
  }

  async function hears(text: string): Promise<void> {
    await eventually(
      async () => texts(),
      (all) => all.includes(text),
      `the event of ${text}`,
    );
  }

  it('are followed over the end of the server, each once and in order', async () => {
    await anna.writes('before');
    following = follow(0);
    await hears('before');
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    await anna.writes('after');
    await hears('after');
    const sequences = seen.map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from(sequences, (_, index) => index + 1));
  });

  it('can be chosen, and begin with the next one', async () => {
    const types = ['message'] as const;
    const iterator = ours().events.follow({ types, signal: ends.signal });
    let come = false;
    const next = iterator.next().finally(() => {
      come = true;
    });
    const { events } = await ours().events.listEvents({ types: 'message' });
    expect(events.length).toBeGreaterThan(0);
    await eventually(
      async () => {
        await anna.writes('next');
        return come;
      },
      (has) => has,
      'an event',
    );
    expect(await next).toMatchObject({ value: { event: 'message', data: { text: 'next' } } });
    await iterator.return();
  });

  it('of an instance that does not exist are an error', async () => {
    await caught(miaw().instance('nobody').events.follow().next(), NotFoundError);
  });
});

describe('webhooks', () => {
  it('of the server are unwrapped, with either of two secrets', async () => {
    const id = await anna.writes('Good morning');
    const { raw, headers } = await bot.hears(id);
    const event = await webhooks.unwrap(raw, headers, ['the-one-before-it', WEBHOOK_SECRET]);
    expect(event.event === 'message' && event.data.text).toBe('Good morning');
    await expect(webhooks.unwrap(`${raw} `, headers, WEBHOOK_SECRET)).rejects.toThrow('no signature fits');
  });

  it('of an endpoint are unwrapped with both forms of its secret', async () => {
    const url = world.receiver.url;
    const endpoint = await ours().webhooks.createEndpoint({ name: 'crm', url, events: ['message'] });
    const from = world.receiver.mark;
    await ours().webhooks.testEndpoint('crm');
    const { raw, headers } = await world.receiver.event('test', undefined, { from });
    for (const secret of [endpoint.secret, endpoint.standardSecret])
      expect(await webhooks.unwrap(raw, headers, secret)).toMatchObject({ event: 'test' });
  });
});

/** What a promise is rejected with, which must be of a class. */
async function caught<T extends Error>(
  promise: PromiseLike<unknown>,
  type: abstract new (...args: never[]) => T,
): Promise<T> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof type) return error;
  throw new Error(
    `${type.name} was expected, and it is ${error instanceof ApiError ? error.code : String(error)}`,
  );
}
