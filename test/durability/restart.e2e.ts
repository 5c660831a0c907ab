import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getWebhook, updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';

describe('instances survive the end of the server', () => {
  const world = useWorld({ WEBHOOK_TIMEOUT_MS: '600000' });
  const bot = new Bot(world, 'bot', BOT);
  const patient = new Bot(world, 'patient', '628333333333');

  beforeAll(async () => {
    await bot.link();
    const first = await world.emulator.send(PERSON, { to: BOT, text: 'before all' });
    await bot.hears(first);
  });

  /** What the person writes while nobody is there must arrive afterwards, without a new QR code. */
  async function comesBack(down: () => Promise<void>, up: () => Promise<void>, label: string): Promise<void> {
    const from = world.receiver.mark;
    await down();
    const ids: string[] = [];
    for (let n = 1; n <= 3; n += 1) {
      ids.push(await world.emulator.send(PERSON, { to: BOT, text: `${label} ${n}` }));
    }
    await up();
    for (const id of ids) await world.receiver.event('message', ({ data }) => data['id'] === id, { from });
    await bot.reaches('connected');
    const since = world.receiver.firstSince(from);
    expect(since.filter((arrival) => arrival.event === 'qr')).toEqual([]);
    const heard = since.filter((arrival) => arrival.event === 'message').map((arrival) => arrival.data['id']);
    expect(heard).toEqual(ids);
    const { code } = await bot.text(PERSON, `${label}: back`);
    expect(code).toBe(200);
  }

  it('by SIGTERM: it is connected again, and what was written meanwhile arrives in order', async () => {
    await comesBack(
      async () => {
        expect(await world.api.halt()).toBe(0);
      },
      () => world.api.start(),
      'after a stop',
    );
  });

  it('by SIGKILL', async () => {
    await comesBack(
      () => world.api.kill(),
      () => world.api.start(),
      'after a kill',
    );
  });

  it('and the end of WhatsApp’s side', async () => {
    await world.emulator.stopProcess();
    await bot.reaches('reconnecting');
    await world.emulator.startProcess();
    await bot.reaches('connected');
    const id = await world.emulator.send(PERSON, { to: BOT, text: 'after the emulator' });
    await bot.hears(id);
    const { code } = await bot.text(PERSON, 'still here');
    expect(code).toBe(200);
  });

  it('with their configuration', async () => {
    const path = { instanceId: 'bot' };
    const events: ('message' | 'ready' | 'qr')[] = ['message', 'ready', 'qr'];
    await updateWebhook({
      client: world.api.client,
      throwOnError: true,
      path,
      body: { webhookEvents: events },
    });
    await world.api.kill();
    await world.api.start();
    const { data } = await getWebhook({ client: world.api.client, throwOnError: true, path });
    expect(data.data).toMatchObject({
      webhookUrl: world.receiver.url,
      webhookEvents: events,
      webhookEnabled: true,
    });
  });

  it('and a disconnect that the operator asked for stays', async () => {
    await bot.reaches('connected');
    await bot.disconnect();
    const logins = async () => (await world.emulator.get('/stats')).phones[BOT].logins;
    const before = await logins();
    expect(before).toBeGreaterThan(0);
    await world.api.kill();
    await world.api.start();
    await eventually(
      () => bot.state(),
      (status) => status.status === 'disconnected',
      'disconnected',
    );
    expect(await bot.state()).toMatchObject({ lastDisconnect: { reason: 'requested' } });
    expect(await logins()).toBe(before);
  });

  it('a stop ends within its budget though a receiver hangs, and what was under way is delivered later', async () => {
    await patient.link();
    world.receiver.answer = (arrival) => (arrival.event === 'message' ? 'hang' : { status: 200 });
    const id = await world.emulator.send(PERSON, { to: '628333333333', text: 'while it hangs' });
    const fits = ({ data }: { data: Record<string, unknown> }) => data['id'] === id;
    const first = await world.receiver.event('message', fits);
    const from = world.receiver.mark;
    // Exit code 0: every part stopped within its share of SHUTDOWN_TIMEOUT_MS. WEBHOOK_TIMEOUT_MS is ten minutes.
    expect(await world.api.halt()).toBe(0);
    world.receiver.answer = () => ({ status: 200 });
    await world.api.start();
    const second = await world.receiver.event('message', fits, { from });
    expect(second.headers['x-miaw-delivery']).toBe(first.headers['x-miaw-delivery']);
    expect(second.raw).toBe(first.raw);
  });

  it('a second server on the same directory does not start, and harms nobody', async () => {
    const second = await ApiServer.prepare({
      SESSION_PATH: world.api.directory,
      WHATSAPP_EMULATOR_URL: world.emulator.url,
    });
    await expect(second.start()).rejects.toThrow('ended with code 1');
    await patient.reaches('connected');
  });

  it('a device that was unlinked while the server was down is logged out at its return', async () => {
    const from = world.receiver.mark;
    const other = new Bot(world, 'other', '628222222222');
    await other.link();
    await world.api.halt();
    await world.emulator.request('DELETE', '/phones/628222222222/companions/1');
    await world.api.start();
    const arrival = await world.receiver.event('logged_out', (each) => each.instanceId === 'other', { from });
    expect(arrival.data).toMatchObject({ reason: 'logged_out' });
    expect(await other.state()).toMatchObject({
      status: 'disconnected',
      reason: 'logged_out',
    });
    expect(existsSync(join(world.api.directory, 'other'))).toBe(true);
  });
});
