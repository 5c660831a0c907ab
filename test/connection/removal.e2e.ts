import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createInstance,
  listAudit,
  listScheduled,
  logoutInstance,
} from '../../packages/client/src/generated/index.js';
import { isQr, isReady, LinkedInstance, sockets, words } from '../harness/linked-instance.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const QUICK = { RECONNECT_DELAY_MS: '50', RECONNECT_MAX_DELAY_MS: '200' };

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('delete', () => {
  it('while a QR code is shown ends the pairing', async () => {
    const instance = new LinkedInstance(world, 'gone-qr', '628120000006');
    await instance.create();
    const { qr } = await instance.connect();
    const before = await sockets(world);
    expect(await instance.delete()).toBe(200);
    expect(await instance.answer()).toBe(404);
    await eventually(
      () => sockets(world),
      (now) => now === before - 1,
      'the end of the connection',
    );
    await expect(world.emulator.scan(instance.phone, String(qr))).rejects.toThrow(/404/);
  });

  it('while it logs in ends the attempt, and nothing comes after', async () => {
    const instance = await LinkedInstance.linked(world, 'gone-login', '628120000007');
    const { begun } = await instance.inLogin(() => instance.restart());
    const { logins } = await instance.seen();
    expect(await instance.delete()).toBe(200);
    await begun;
    expect(await instance.answer()).toBe(404);
    await instance.held(0);
    const since = instance.mark;
    await world.emulator.clearFaults();
    const other = await LinkedInstance.linked(world, 'gone-witness', '628120000008');
    expect(await instance.seen()).toEqual({ logins, connected: 0 });
    expect(instance.after(since)).toEqual([]);
    await other.delete();
  });

  it('in the same instant as connect leaves nothing behind', async () => {
    for (let n = 0; n < 5; n += 1) {
      const instance = new LinkedInstance(world, `gone-${n}`, '628120000009');
      await instance.create();
      const before = await sockets(world);
      const deeds = [() => instance.connect().catch(() => undefined), () => instance.delete()];
      await Promise.all((n % 2 === 0 ? deeds : deeds.toReversed()).map((deed) => deed()));
      expect(await instance.answer()).toBe(404);
      await eventually(
        () => sockets(world),
        (now) => now === before,
        'the end of the connection',
      );
    }
  });

  it('several times at once succeeds once', async () => {
    const instance = await LinkedInstance.linked(world, 'gone-once', '628120000014');
    const answers = await Promise.all(Array.from({ length: 4 }, () => instance.delete('true')));
    expect(answers.toSorted((a, b) => Number(a) - Number(b))).toEqual([200, 404, 404, 404]);
    await instance.held(0);
  });

  it('keeps the device linked unless a logout is asked for', async () => {
    const instance = await LinkedInstance.linked(world, 'gone-linked', '628120000010');
    expect(await instance.delete()).toBe(200);
    await instance.held(0);
    expect(await instance.companions()).toBe(1);
  });

  it('with logout=true unlinks the device, and removes files and rows: the same id begins anew', async () => {
    const instance = await LinkedInstance.linked(world, 'gone-logout', '628120000011');
    const directory = join(world.api.directory, instance.instanceId);
    expect(existsSync(directory)).toBe(true);
    expect(await instance.delete('true')).toBe(200);
    await eventually(
      () => instance.companions(),
      (count) => count === 0,
      'the end of the link',
    );
    expect(existsSync(directory)).toBe(false);
    for (const answer of [await instance.answer(), await instance.qrAnswer(), await instance.delete()]) {
      expect(answer).toBe(404);
    }

    await instance.create();
    expect(await instance.state()).toEqual({ status: 'disconnected', ignored: {} });
    expect(existsSync(directory)).toBe(true);
    const from = world.receiver.mark;
    const { status, qr } = await instance.connect();
    expect(status).toBe('qr_required');
    await world.emulator.scan(instance.phone, String(qr));
    const ready = await world.receiver.event(
      'ready',
      ({ instanceId }) => instanceId === instance.instanceId,
      { from },
    );
    expect(ready.sequence).toBeLessThan(10);
    expect(await instance.companions()).toBe(1);
  });

  it('and create with the same id, at once, leave the instance whole or absent', async () => {
    const instance = new LinkedInstance(world, 'gone-again', '628120000012');
    for (let n = 0; n < 10; n += 1) {
      await instance.create();
      const create = createInstance({ client: world.api.client, body: { instanceId: instance.instanceId } });
      const [removed, created] = await Promise.all([instance.delete(), create]);
      expect(removed).toBe(200);
      expect([201, 409]).toContain(created.response?.status);
      const present = created.response?.status === 201;
      expect(await instance.answer()).toBe(present ? 200 : 404);
      expect(existsSync(join(world.api.directory, instance.instanceId))).toBe(present);
      if (present) await instance.delete();
    }
  });
});

describe('logout', () => {
  const CASEY = '15551000001';
  const instance = new LinkedInstance(world, 'unlinked', '628120000015');
  const path = { instanceId: instance.instanceId };

  async function logout(): Promise<number | undefined> {
    const { response } = await logoutInstance({ client: world.api.client, path });
    return response?.status;
  }

  it('does nothing while no account is linked', async () => {
    await instance.create();
    expect(await logout()).toBe(200);
    const { qr } = await instance.connect();
    expect(await logout()).toBe(200);
    expect(await instance.connect()).toMatchObject({ status: 'qr_required', qr });
    expect(instance.after(0).map(({ event }) => event)).not.toContain('logged_out');
  });

  it('needs a connection, without which nothing changes', async () => {
    const { qr } = await instance.connect();
    await world.emulator.scan(instance.phone, String(qr));
    await instance.event('ready');
    await instance.disconnect();
    expect(await logout()).toBe(503);
    expect(await instance.state()).toMatchObject({ status: 'disconnected', phone: instance.phone });
    expect(await instance.companions()).toBe(1);
    await instance.restart();
    await instance.reaches('connected');
  });

  it('leaves everything as it is if WhatsApp refuses it', async () => {
    const refusal = { kind: 'iq-error', xmlns: 'md', code: 403, phone: instance.phone, times: 1 };
    await world.emulator.fault(refusal);
    expect(await logout()).toBe(500);
    expect(await instance.state()).toMatchObject({ status: 'connected' });
    expect(await instance.companions()).toBe(1);
  });

  it('unlinks the device, reports that, and keeps what is not of the account alone', async () => {
    const messageId = await world.emulator.send(CASEY, { to: instance.phone, text: 'Are you there?' });
    await instance.hears(messageId);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await instance.text(CASEY, 'Tomorrow', { sendAt: later });
    const since = instance.mark;
    expect(await logout()).toBe(200);
    expect(await instance.companions()).toBe(0);
    const story = await instance.story(since, ({ event }) => event === 'logged_out');
    expect(story.map(({ event, data }) => [event, data['state'] ?? data['reason']])).toEqual([
      ['connection', 'disconnected'],
      ['disconnected', 'logged_out'],
      ['logged_out', 'requested'],
    ]);
    const state = await instance.state();
    expect(state).toMatchObject({ status: 'disconnected', reason: 'logged_out' });
    expect(state.phone).toBeUndefined();
    expect(await instance.knows(messageId)).toMatchObject({ text: 'Are you there?' });
    const { data } = await listScheduled({ client: world.api.client, throwOnError: true, path });
    expect(data.data.messages).toMatchObject([{ messageId: scheduled.data?.messageId, state: 'scheduled' }]);
    await instance.rests(1_000);
  });

  it('is in the audit log, and a repetition of it does nothing', async () => {
    const since = instance.mark;
    expect(await logout()).toBe(200);
    expect(instance.after(since)).toEqual([]);
    const query = { instanceId: instance.instanceId };
    const entry = await eventually(
      async () =>
        (await listAudit({ client: world.api.client, throwOnError: true, query })).data.data.entries,
      (entries) => entries.filter(({ operation }) => operation === 'logoutInstance').length === 6,
      'the audit log',
    );
    expect(entry.map(({ operation }) => operation)).toContain('logoutInstance');
  });

  it('lets another account be linked', async () => {
    const other = '628120000016';
    const since = instance.mark;
    const { qr } = await instance.connect();
    await world.emulator.scan(other, String(qr));
    const story = await instance.story(since, isReady);
    expect(story.find(({ event }) => event === 'account_changed')?.data).toEqual({
      phone: other,
      previousPhone: instance.phone,
    });
    await instance.delete();
  });
});

describe('QR codes that nobody scans', () => {
  const ROUNDS = 3;
  const REFS = 2;
  /** Long enough for a code to be scanned. */
  const VALID_MS = 2_000;
  const brief = useWorld({ ...QUICK, QR_TIMEOUT_MS: String(VALID_MS), QR_ROUNDS: String(ROUNDS) });
  const instance = new LinkedInstance(brief, 'unseen', '628120000013');

  beforeAll(async () => {
    await instance.create();
  });

  it('are replaced by others, and after some rounds it stops', async () => {
    await brief.emulator.fault({ kind: 'qr-refs', count: REFS, times: ROUNDS });
    let before = Date.now();
    await instance.connect();
    const story = await instance.story(0, ({ event }) => event === 'disconnected');
    expect(words(story)).toEqual([
      ...Array.from({ length: ROUNDS * REFS }, () => 'qr'),
      'disconnected qr_expired 408',
    ]);
    const codes = story.filter(isQr);
    expect(new Set(codes.map(({ data }) => data['qr'])).size).toBe(ROUNDS * REFS);
    // Each becomes valid after the event of the code before it, and before its own event.
    for (const { data, timestamp } of codes) {
      const shownAt = Number(data['expiresAt']) - VALID_MS;
      expect(shownAt).toBeGreaterThanOrEqual(before);
      expect(shownAt).toBeLessThanOrEqual(timestamp);
      before = timestamp;
    }
    expect(await instance.state()).toMatchObject({ status: 'disconnected', reason: 'qr_expired' });
    expect(await instance.qrAnswer()).toBe(409);
    await instance.rests(1_000);
    expect(await sockets(brief)).toBe(0);
  });

  it('connect begins anew, with as many rounds', async () => {
    const since = instance.mark;
    const { qr } = await instance.connect();
    await brief.emulator.scan(instance.phone, String(qr));
    await instance.story(since, isReady);
    expect(await instance.state()).toMatchObject({ status: 'connected', phone: instance.phone });
  });
});
