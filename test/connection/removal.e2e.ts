import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from '../client/generated/index.js';
import { isQr, isReady, Line, sockets, words } from '../harness/line.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const QUICK = { RECONNECT_DELAY_MS: '50', RECONNECT_MAX_DELAY_MS: '200' };

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('delete', () => {
  it('while a QR code is shown ends the pairing', async () => {
    const line = new Line(world, 'gone-qr', '628120000006');
    await world.create(line.id);
    const { qr } = await line.connect();
    const before = await sockets(world);
    expect(await line.remove()).toBe(200);
    expect(await line.answer()).toBe(404);
    await eventually(
      () => sockets(world),
      (now) => now === before - 1,
      'the end of the connection',
    );
    await expect(world.emulator.scan(line.phone, String(qr))).rejects.toThrow(/404/);
  });

  it('while it logs in ends the attempt, and nothing comes after', async () => {
    const line = await Line.linked(world, 'gone-login', '628120000007');
    const { begun } = await line.inLogin(() => line.restart());
    const { logins } = await line.seen();
    expect(await line.remove()).toBe(200);
    await begun;
    expect(await line.answer()).toBe(404);
    await line.held(0);
    const since = line.mark;
    await world.emulator.clearFaults();
    const other = await Line.linked(world, 'gone-witness', '628120000008');
    expect(await line.seen()).toEqual({ logins, connected: 0 });
    expect(line.after(since)).toEqual([]);
    await other.remove();
  });

  it('in the same instant as connect leaves nothing behind', async () => {
    for (let n = 0; n < 5; n += 1) {
      const line = new Line(world, `gone-${n}`, '628120000009');
      await world.create(line.id);
      const before = await sockets(world);
      const deeds = [() => line.connect().catch(() => undefined), () => line.remove()];
      await Promise.all((n % 2 === 0 ? deeds : deeds.toReversed()).map((deed) => deed()));
      expect(await line.answer()).toBe(404);
      await eventually(
        () => sockets(world),
        (now) => now === before,
        'the end of the connection',
      );
    }
  });

  it('several times at once succeeds once', async () => {
    const line = await Line.linked(world, 'gone-once', '628120000014');
    const answers = await Promise.all(Array.from({ length: 4 }, () => line.remove('true')));
    expect(answers.toSorted((a, b) => Number(a) - Number(b))).toEqual([200, 404, 404, 404]);
    await line.held(0);
  });

  it('keeps the device linked unless a logout is asked for', async () => {
    const line = await Line.linked(world, 'gone-linked', '628120000010');
    expect(await line.remove()).toBe(200);
    await line.held(0);
    expect(await line.companions()).toBe(1);
  });

  it('with logout=true unlinks the device, and removes files and rows: the same id begins anew', async () => {
    const line = await Line.linked(world, 'gone-logout', '628120000011');
    const directory = join(world.api.directory, line.id);
    expect(existsSync(directory)).toBe(true);
    expect(await line.remove('true')).toBe(200);
    await eventually(
      () => line.companions(),
      (count) => count === 0,
      'the end of the link',
    );
    expect(existsSync(directory)).toBe(false);
    for (const answer of [await line.answer(), await line.qrAnswer(), await line.remove()]) {
      expect(answer).toBe(404);
    }

    await world.create(line.id);
    expect(await line.status()).toEqual({ status: 'disconnected' });
    expect(existsSync(directory)).toBe(true);
    const from = world.receiver.mark;
    const { status, qr } = await line.connect();
    expect(status).toBe('qr_required');
    await world.emulator.scan(line.phone, String(qr));
    const ready = await world.receiver.event('ready', ({ instanceId }) => instanceId === line.id, { from });
    expect(ready.sequence).toBeLessThan(10);
    expect(await line.companions()).toBe(1);
  });

  it('and create with the same id, at once, leave the instance whole or absent', async () => {
    const line = new Line(world, 'gone-again', '628120000012');
    for (let n = 0; n < 10; n += 1) {
      await world.create(line.id);
      const create = createInstance({ client: world.api.client, body: { instanceId: line.id } });
      const [removed, created] = await Promise.all([line.remove(), create]);
      expect(removed).toBe(200);
      expect([201, 409]).toContain(created.response?.status);
      const present = created.response?.status === 201;
      expect(await line.answer()).toBe(present ? 200 : 404);
      expect(existsSync(join(world.api.directory, line.id))).toBe(present);
      if (present) await line.remove();
    }
  });
});

describe('QR codes that nobody scans', () => {
  const ROUNDS = 3;
  const REFS = 2;
  const brief = useWorld({ ...QUICK, QR_TIMEOUT_MS: '300', QR_ROUNDS: String(ROUNDS) });
  const line = new Line(brief, 'unseen', '628120000013');

  beforeAll(async () => {
    await brief.create(line.id);
  });

  it('are replaced by others, and after some rounds it stops', async () => {
    await brief.emulator.fault({ kind: 'qr-refs', count: REFS, times: ROUNDS });
    await line.connect();
    const story = await line.story(0, ({ event }) => event === 'disconnected');
    expect(words(story)).toEqual([
      ...Array.from({ length: ROUNDS * REFS }, () => 'qr'),
      'disconnected qr_expired 408',
    ]);
    const codes = story.filter(isQr);
    expect(new Set(codes.map(({ data }) => data['qr'])).size).toBe(ROUNDS * REFS);
    // The code and its event are a moment apart.
    for (const { data, timestamp } of codes)
      expect(Math.abs(Number(data['expiresAt']) - timestamp - 300)).toBeLessThan(50);
    expect(await line.status()).toMatchObject({ status: 'disconnected', reason: 'qr_expired' });
    expect(await line.qrAnswer()).toBe(409);
    await line.rests(1_000);
    expect(await sockets(brief)).toBe(0);
  });

  it('connect begins anew, with as many rounds', async () => {
    const since = line.mark;
    const { qr } = await line.connect();
    await brief.emulator.scan(line.phone, String(qr));
    await line.story(since, isReady);
    expect(await line.status()).toMatchObject({ status: 'connected', phone: line.phone });
  });
});
