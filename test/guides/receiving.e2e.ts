import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { updateWebhook } from '../../packages/client/src/generated/index.js';
import { Checkout } from '../harness/checkout.js';
import { Document } from '../harness/document.js';
import { guidesFor, walk } from '../harness/guide.js';
import { jidOf } from '../harness/jid.js';
import { freePort } from '../harness/process.js';
import type { Arrival } from '../harness/receiver.js';
import { BOT, JOHN, Scene } from '../harness/scene.js';
import { API_KEY } from '../harness/server.js';
import { attemptOf, deliveryOf } from '../harness/signatures.js';
import { eventually } from '../harness/waiting.js';

const GUIDES = guidesFor('receiving');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no such guide');
const OLD = { API_WEBHOOK_SECRET: 'the-old-one' };
const NEW = { API_WEBHOOK_SECRET: 'the-new-one' };
const BOTH = { ...NEW, API_WEBHOOK_SECRET_PREVIOUS: 'the-old-one' };

/** The receiver of the guide at work. */
class Example {
  told = '';
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.told += text));
  }

  static async start(file: string, secrets: Record<string, string>): Promise<Example> {
    const port = await freePort();
    const env = { PATH: process.env['PATH'], PORT: String(port), ...secrets };
    const example = new Example(spawn(process.execPath, [file], { env }), port);
    await eventually(
      () => example.post('{}', {}).catch(() => undefined),
      (status) => status === 401,
      'the receiver to listen',
    );
    return example;
  }

  async post(body: string, headers: Record<string, string>): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port}/webhook`, { method: 'POST', body, headers });
    return response.status;
  }

  async prints(...texts: string[]): Promise<void> {
    await eventually(
      async () => this.told,
      (told) => texts.every((text) => told.includes(text)),
      texts.join(),
    );
  }

  async stop(): Promise<void> {
    this.child.kill();
    await once(this.child, 'close');
  }
}

function headersOf({ headers }: Arrival): Record<string, string> {
  const ours = Object.entries(headers).filter(([name]) => /^(x-miaw|webhook)-/.test(name));
  return Object.fromEntries(ours.map(([name, value]) => [name, String(value)]));
}

describe('the receiver of the guide', () => {
  let scene: Scene;
  let checkout: Checkout;
  let receiver: Example;
  const receivers: Example[] = [];
  let file: string;
  let standard: string;
  let followerFile: string;

  beforeAll(async () => {
    checkout = new Checkout();
    file = join(checkout.directory, 'receiver.mjs');
    writeFileSync(file, GUIDE.take('receiver.mjs').text);
    standard = join(checkout.directory, 'standard.mjs');
    writeFileSync(standard, GUIDE.take('standard.mjs').text);
    followerFile = join(checkout.directory, 'follower.mjs');
    writeFileSync(followerFile, GUIDE.take('follower.mjs').text);
    scene = await Scene.start({ ...OLD, WEBHOOK_RETRY_DELAY_MS: '1000' });
    receiver = await listening(OLD);
  });

  afterAll(async () => {
    for (const each of receivers) await each.stop();
    await scene.stop();
    checkout.remove();
  });

  async function listening(secrets: Record<string, string>): Promise<Example> {
    const example = await Example.start(file, secrets);
    receivers.push(example);
    return example;
  }

  /** Sends the events to this test instead of the receiver of the guide. */
  async function listens(): Promise<void> {
    const { client } = scene.world.api;
    const path = { instanceId: 'my-bot-1' };
    const body = { webhookUrl: scene.world.receiver.url, webhookEvents: null };
    await updateWebhook({ client, throwOnError: true, path, body });
  }

  /** One of the server's own requests. */
  async function genuine(text: string): Promise<Arrival> {
    await listens();
    return scene.bot.hears(await scene.world.emulator.send(JOHN, { to: BOT, text }));
  }

  /** The event that the example with Standard Webhooks makes of a request, or the name of its error. */
  function verified(secrets: Record<string, string>, raw: string, headers: Record<string, string>): string {
    const call = `import { verified } from ${JSON.stringify(standard)};
      try { console.log(verified(${JSON.stringify(raw)}, ${JSON.stringify(headers)}).event); }
      catch (error) { console.log(error.name, error.message); }`;
    const env = { PATH: process.env['PATH'], ...secrets };
    const node = spawnSync(process.execPath, ['--input-type=module', '-e', call], { env, encoding: 'utf8' });
    return node.stdout.trim() || node.stderr;
  }

  it('is told what happens by the server that the guide sets up', async () => {
    const places = { ...scene.places, 'localhost:4000': `127.0.0.1:${receiver.port}` };
    await walk(GUIDE, places, scene.env, checkout.directory);
    const id = await scene.world.emulator.send(JOHN, { to: BOT, text: 'Hello!' });
    await receiver.prints('message my-bot-1', id);
  });

  it('is sent what somebody chose, as the guide shows it', async () => {
    const shown = JSON.parse(GUIDE.take('choice').text);
    const { choice, quoted } = shown;
    const contextInfo = { stanzaId: quoted.id, quotedMessage: { listMessage: { title: quoted.text } } };
    const listResponseMessage = {
      title: choice.label,
      singleSelectReply: { selectedRowId: choice.id },
      contextInfo,
    };
    const body = { to: BOT, message: { listResponseMessage } };
    await listens();
    const { messageId } = await scene.world.emulator.post(`/phones/${JOHN}/raw`, body);
    expect((await scene.bot.hears(String(messageId))).data).toMatchObject(shown);
  });

  it('is sent what somebody answered to an event, as the guide shows it', async () => {
    const { choice, parent, type } = JSON.parse(GUIDE.take('answer').text);
    const { emulator } = scene.world;
    await listens();
    const event = { name: 'Lunch', startsAt: 1_796_000_000, guestsAllowed: true };
    const written = await emulator.post(`/phones/${JOHN}/messages`, { to: BOT, event });
    const asked = String(written.messageId);
    await scene.bot.hears(asked);
    const body = { answer: choice.id, guests: choice.guests };
    const { messageId } = await emulator.post(`/phones/${JOHN}/messages/${asked}/answer`, body);
    const shown = { type, choice, parent: { ...parent, id: asked } };
    expect((await scene.bot.hears(String(messageId))).data).toMatchObject(shown);
  });

  it('is told of a changed identity key, as the guide shows it', async () => {
    const { emulator, receiver: ours } = scene.world;
    await genuine('from the old phone');
    const from = ours.mark;
    await emulator.post(`/phones/${JOHN}/reinstall`);
    await genuine('from the new phone');
    const changed = await scene.bot.event('contact_update', ({ data }) => data['identityChanged'] === true, {
      from,
    });
    const shown = JSON.parse(GUIDE.take('identity').text);
    expect(changed.data).toEqual({ ...shown, jid: jidOf(JOHN), at: expect.any(Number) });
  });

  it('is not needed to follow the stream from a terminal', async () => {
    const { url } = scene.world.api;
    const variables = { bot: `${url}/api/v1/instances/my-bot-1`, auth: `Authorization: Bearer ${API_KEY}` };
    const [stream] = checkout.start(GUIDE, 'Without a webhook', {}, variables);
    await stream?.prints('event: ready');
    await stream?.end();
  });

  it('is not needed by the reader of the guide, who misses nothing when the server crashes', async () => {
    const { api, emulator } = scene.world;
    const follower = spawn(process.execPath, [followerFile], {
      env: { PATH: process.env['PATH'], API_KEY, API: api.url },
    });
    let text = '';
    follower.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
    const reads = async (words: string) =>
      eventually(
        async () => text,
        (all) => all.includes(words),
        words,
      );
    await emulator.send(JOHN, { to: BOT, text: 'Read me' });
    await reads('Read me');
    await api.kill();
    await emulator.send(JOHN, { to: BOT, text: 'Read me too' });
    await api.start();
    await reads('Read me too');
    for (const words of ["text: 'Read me'", "text: 'Read me too'"]) expect(text.split(words)).toHaveLength(2);
    follower.kill();
    await once(follower, 'close');
  });

  it('accepts what is genuine, once, and nothing that was changed or is old', async () => {
    const arrival = await genuine('Who verifies this?');
    const { raw } = arrival;
    const headers = headersOf(arrival);
    expect(await receiver.post(raw, headers)).toBe(200);
    await receiver.prints('Who verifies this?');
    expect(await receiver.post(raw, headers)).toBe(200);
    expect(await receiver.post(raw.replace('Who', 'Why'), headers)).toBe(401);
    expect(await receiver.post(raw, { ...headers, 'x-miaw-signature': 'sha256=00' })).toBe(401);
    const { 'x-miaw-signature': signature, ...unsigned } = headers;
    expect(signature).toMatch(/^sha256=/);
    expect(await receiver.post(raw, unsigned)).toBe(401);
    expect(await receiver.post(raw, { ...headers, 'x-miaw-timestamp': 'soon' })).toBe(401);
    await receiver.post('{}', {});
    expect(receiver.told.split('Who verifies this?')).toHaveLength(2);
  });

  it('rejects what was signed well, but more than five minutes ago', async () => {
    const { raw } = await genuine('How old is this?');
    const signed = (ms: number): Record<string, string> => {
      const timestamp = String(Date.now() - ms);
      const hmac = createHmac('sha256', OLD.API_WEBHOOK_SECRET + timestamp).update(raw);
      return {
        'x-miaw-delivery': `at-${timestamp}`,
        'x-miaw-timestamp': timestamp,
        'x-miaw-signature': `sha256=${hmac.digest('hex')}`,
      };
    };
    expect(await receiver.post(raw, signed(4 * 60_000))).toBe(200);
    expect(await receiver.post(raw, signed(6 * 60_000))).toBe(401);
    expect(await receiver.post(raw, signed(-6 * 60_000))).toBe(401);
  });

  it('finds messages with whatever id, in the path that the guide makes', async () => {
    const module = join(checkout.directory, 'path.mjs');
    writeFileSync(module, GUIDE.take('path.mjs').text);
    const headers = { Authorization: `Bearer ${API_KEY}` };
    for (const id of ['../disconnect', '..', '~', 'a/b?c#d', '3EB0C0FFEE']) {
      const body = { to: BOT, id, message: { conversation: `the id is ${id}` } };
      await scene.world.emulator.post(`/phones/${JOHN}/raw`, body);
      const call = `import { inPath } from ${JSON.stringify(module)}; console.log(inPath(${JSON.stringify(id)}));`;
      const node = spawnSync(process.execPath, ['--input-type=module', '-e', call], { encoding: 'utf8' });
      const path = `/api/v1/instances/${scene.bot.instanceId}/messages/${node.stdout.trim()}`;
      const answer = await eventually(
        () => fetch(scene.world.api.url + path, { headers }),
        ({ status }) => status === 200,
        `the message ${id}`,
      );
      expect(await answer.json()).toMatchObject({ data: { text: `the id is ${id}` } });
    }
  });

  it('may be built on Standard Webhooks, which rejects the same', async () => {
    const arrival = await genuine('And by which standard?');
    const { raw } = arrival;
    const headers = headersOf(arrival);
    expect(verified(OLD, raw, headers)).toBe('message');
    expect(verified(NEW, raw, headers)).toMatch(/^WebhookVerificationError/);
    expect(verified(OLD, raw.replace('And', 'Any'), headers)).toMatch(/^WebhookVerificationError/);
    const library = new Webhook(`whsec_${Buffer.from(OLD.API_WEBHOOK_SECRET).toString('base64')}`);
    const at = new Date(Date.now() - 6 * 60_000);
    const old = {
      ...headers,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': library.sign(String(headers['webhook-id']), at, raw),
    };
    expect(verified(OLD, raw, old)).toMatch(/^WebhookVerificationError Message timestamp too old/);
  });

  it('misses nothing while the secret changes', async () => {
    const { world } = scene;
    const [careful, hasty] = [await listening(BOTH), await listening(NEW)];
    world.receiver.answer = () => ({ status: 503 });
    const before = await genuine('Which secret?');
    const delivery = deliveryOf(before);
    expect(await careful.post(before.raw, headersOf(before))).toBe(200);
    expect(await hasty.post(before.raw, headersOf(before))).toBe(401);
    await world.api.halt();
    world.receiver.answer = () => ({ status: 200 });
    const from = world.receiver.mark;
    const { port } = new URL(world.api.url);
    const [server] = checkout.start(
      GUIDE,
      'Changing the secret',
      {},
      {
        API_HOST: '127.0.0.1',
        API_PORT: port,
        API_KEY,
        SESSION_PATH: world.api.directory,
        WHATSAPP_EMULATOR_URL: world.emulator.url,
        WEBHOOK_RETRY_DELAY_MS: '1000',
      },
    );
    try {
      await server?.serves(`${world.api.url}/health`);
      const again = await world.receiver.event('message', (each) => deliveryOf(each) === delivery, { from });
      expect(attemptOf(again)).toBeGreaterThan(1);
      expect(String(again.headers['webhook-signature']).split(' ')).toHaveLength(2);
      const headers = headersOf(again);
      const answers = [receiver, hasty, careful].map((each) => each.post(again.raw, headers));
      expect(await Promise.all(answers)).toEqual([401, 200, 200]);
      // The careful one had seen it.
      expect(careful.told.split('Which secret?')).toHaveLength(2);
      expect([OLD, NEW].map((secrets) => verified(secrets, again.raw, headers))).toEqual([
        'message',
        'message',
      ]);
    } finally {
      await server?.end();
      await world.api.start();
    }
  });

  it('is shown an event as the document has it', () => {
    const raw = GUIDE.take('webhook').text;
    const headers = Object.fromEntries(
      ['instance', 'event', 'signature', 'timestamp', 'delivery', 'attempt']
        .map((name) => `x-miaw-${name}`)
        .concat(['webhook-id', 'webhook-timestamp', 'webhook-signature'])
        .map((name) => [name, 'x']),
    );
    const { event } = JSON.parse(raw);
    expect(Document.read().webhookFaults({ event, raw, headers })).toEqual([]);
  });
});

describe('of receiving', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
