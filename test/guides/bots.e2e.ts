import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  type DeliveryDetail,
  getDelivery,
  listDeliveries,
  redeliver,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { freePort, ROOT } from '../harness/process.js';
import { BOT, JOHN, Scene } from '../harness/scene.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

/** By the file in examples/, the program that runs it. */
const PROGRAMS = { 'ping-pong.mjs': process.execPath, 'ping_pong.py': 'python3' };

describe('a bot', () => {
  let scene: Scene;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    scene = await Scene.start();
  });

  afterAll(async () => {
    for (const child of children) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    }
    await scene.stop();
  });

  /** Starts an example, and has the webhooks of the instance sent to it. @returns its address */
  async function start(command: string, file: string): Promise<string> {
    const { api } = scene.world;
    const port = await freePort();
    const env = {
      ...process.env,
      API: api.url,
      API_KEY,
      API_WEBHOOK_SECRET: WEBHOOK_SECRET,
      PORT: String(port),
    };
    children.push(spawn(command, [join(ROOT, 'examples', file)], { env, stdio: 'ignore' }));
    const webhookUrl = `http://127.0.0.1:${port}/webhook`;
    await eventually(
      () => unsigned(webhookUrl).catch(() => 0),
      (status) => status === 401,
      `${file} to listen`,
    );
    await updateWebhook({
      client: api.client,
      throwOnError: true,
      path: { instanceId: 'my-bot-1' },
      body: { webhookUrl, webhookEvents: ['message'] },
    });
    return webhookUrl;
  }

  async function unsigned(url: string): Promise<number> {
    const event = { event: 'message', instanceId: 'my-bot-1', id: 'x', data: { chatId: JOHN, text: 'ping' } };
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    return response.status;
  }

  async function pongs(): Promise<number> {
    const inbox = await scene.world.emulator.inbox(JOHN);
    return inbox.filter(({ text }) => text === 'pong').length;
  }

  /** Waits until a message's delivery has been accepted after so many attempts. @returns its id */
  async function accepted(messageId: string, attempts: number): Promise<string> {
    const { client } = scene.world.api;
    const path = { instanceId: 'my-bot-1' };
    const latest = async (): Promise<DeliveryDetail[]> => {
      const { data } = await listDeliveries({ client, throwOnError: true, path, query: { limit: 2 } });
      const details = data.data.deliveries.map(({ id: deliveryId }) =>
        getDelivery({ client, throwOnError: true, path: { ...path, deliveryId } }),
      );
      return (await Promise.all(details)).map((detail) => detail.data.data);
    };
    const isAccepted = ({ data, state, attempts: made }: DeliveryDetail): boolean =>
      data['id'] === messageId && state === 'delivered' && made === attempts;
    const found = await eventually(latest, (all) => all.some(isAccepted), `${messageId} to be accepted`);
    return found.find(isAccepted)?.id ?? '';
  }

  for (const [file, program] of Object.entries(PROGRAMS)) {
    const isThere = spawnSync(program, ['--version']).status === 0;
    const run = isThere ? it : it.skip;
    const note = isThere ? '' : ` (skipped: ${program} is not installed)`;

    run(`answers a ping once, and nothing else: ${file}${note}`, async () => {
      const { api, emulator } = scene.world;
      const before = await pongs();
      const url = await start(program, file);
      await accepted(await emulator.send(JOHN, { to: BOT, text: 'Hello!' }), 1);
      const ping = await emulator.send(JOHN, { to: BOT, text: 'Ping' });
      await eventually(pongs, (count) => count > before, 'a pong');
      const path = { instanceId: 'my-bot-1', deliveryId: await accepted(ping, 1) };
      await redeliver({ client: api.client, throwOnError: true, path });
      await accepted(ping, 2);
      expect(await unsigned(url)).toBe(401);
      expect(await pongs()).toBe(before + 1);
    });
  }
});
