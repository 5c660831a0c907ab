import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { isReady, Line, statuses, words } from '../harness/line.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Long enough for several reconnects, if there were any. */
const REST_MS = 800;
const QUICK = { RECONNECT_DELAY_MS: '40', RECONNECT_MAX_DELAY_MS: '320' };
const PERSON = '15550001112';

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** How many credentials and keys of an instance the server has on disk. */
function keysOf({ id }: Line): number {
  const database = new DatabaseSync(join(world.api.directory, 'miaw.sqlite'), { readOnly: true });
  try {
    const count = (table: string): number => {
      const sql = `SELECT count(*) AS n FROM ${table} JOIN instances ON uid = instance WHERE instance_id = ?`;
      return Number(database.prepare(sql).get(id)?.['n']);
    };
    return count('credentials') + count('signal_keys');
  } finally {
    database.close();
  }
}

/** The identity that a QR code offers to be linked: another one for each new session. */
function identityOf(qr: unknown): string | undefined {
  return String(qr).split(',')[2];
}

describe('a connection that must not come back by itself', () => {
  let line: Line;

  beforeAll(async () => {
    line = await Line.linked(world, 'stopped', '628110000003');
  });

  const ends = [
    { code: 403, reason: 'banned' },
    { code: 411, reason: 'multidevice_mismatch' },
    { code: 440, reason: 'replaced' },
  ];

  /** The operator wants it again: the device is still linked. */
  async function expectWayBack(): Promise<void> {
    const since = line.mark;
    await line.connect();
    const story = await line.story(since, isReady);
    expect(words(story)).toEqual(['ready']);
    const status = await line.status();
    expect(status).toMatchObject({ status: 'connected', phone: line.phone });
    expect(status).not.toHaveProperty('reason');
    expect(await line.seen()).toMatchObject({ connected: 1 });
  }

  it.each(ends)('stays down after $code until connect, which needs no QR code', async ({ code, reason }) => {
    const since = line.mark;
    await line.strike('stream-error', { code });
    await line.story(since, ({ event }) => event === 'disconnected');
    await line.held(0);
    await line.rests(REST_MS);
    expect(words(line.after(since))).toEqual([`disconnected ${reason} ${code}`]);
    expect(statuses(line.after(since))).toEqual(['disconnected']);
    expect(await line.status()).toMatchObject({
      status: 'disconnected',
      reason,
      phone: line.phone,
      lastDisconnect: { reason, code },
    });
    await expectWayBack();
  });

  it.each(ends)('stays down when the login is refused with $code', async ({ code, reason }) => {
    const since = line.mark;
    await world.emulator.fault({ kind: 'login-failure', phone: line.phone, code, times: 1 });
    await line.strike('drop');
    await line.story(since, ({ data }) => data['code'] === code);
    await line.rests(REST_MS);
    expect(words(line.after(since))).toEqual([
      'disconnected connection_closed 428',
      'reconnecting 1',
      `disconnected ${reason} ${code}`,
    ]);
    expect(await line.status()).toMatchObject({ status: 'disconnected', reason });
    await expectWayBack();
  });
});

describe('a client version that WhatsApp refuses (405)', () => {
  let line: Line;

  beforeAll(async () => {
    line = await Line.linked(world, 'outdated', '628110000004');
  });

  it('is refreshed, and the second login is taken', async () => {
    const since = line.mark;
    const { logins } = await line.seen();
    await world.emulator.fault({ kind: 'login-failure', phone: line.phone, code: 405, times: 1 });
    await line.strike('drop');
    const story = await line.story(since, isReady);
    expect(words(story)).toEqual(['disconnected connection_closed 428', 'reconnecting 1', 'ready']);
    expect(await line.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('is refreshed once only: two logins, then it stops until connect', async () => {
    const since = line.mark;
    await world.emulator.fault({ kind: 'login-failure', phone: line.phone, code: 405, times: 9 });
    await line.strike('drop');
    await line.story(since, ({ data }) => data['code'] === 405);
    await line.rests(REST_MS);
    expect(await world.emulator.get('/faults')).toMatchObject([{ kind: 'login-failure', happened: 2 }]);
    expect(words(line.after(since)).at(-1)).toBe('disconnected version_rejected 405');
    expect(await line.status()).toMatchObject({ status: 'disconnected', reason: 'version_rejected' });

    await world.emulator.clearFaults();
    const again = line.mark;
    await line.connect();
    expect(words(await line.story(again, isReady))).toEqual(['ready']);
  });

  it('at the registration of a new device as well', async () => {
    const fresh = new Line(world, 'outdated-new', '628110000005');
    await world.create(fresh.id);
    await world.emulator.fault({ kind: 'reject-registration', code: 405, times: 9 });
    expect(await fresh.connect()).toMatchObject({ status: 'disconnected', reason: 'version_rejected' });
    await fresh.story(0, ({ event }) => event === 'disconnected');
    await fresh.rests(REST_MS);
    expect(await world.emulator.get('/faults')).toMatchObject([{ kind: 'reject-registration', happened: 2 }]);
    expect(words(fresh.after(0))).toEqual(['disconnected version_rejected 405']);

    await world.emulator.clearFaults();
    await world.emulator.fault({ kind: 'reject-registration', code: 405, times: 1 });
    const { qr } = await fresh.connect();
    await world.emulator.scan(fresh.phone, String(qr));
    await fresh.story(0, isReady);
  });
});

describe('a device that is no longer linked (401)', () => {
  let line: Line;

  beforeAll(async () => {
    line = await Line.linked(world, 'unlinked', '628110000006');
  });

  const ways: { way: string; end: () => Promise<void>; before: string[] }[] = [
    { way: 'unlinked on the phone', end: () => line.unlinkOnPhone(), before: [] },
    {
      way: 'unlinked on the phone while it logs in',
      end: async () => {
        await line.disconnect();
        const { begun } = await line.inLogin(() => line.connect());
        await line.unlinkOnPhone();
        expect(await begun).toMatchObject({ status: 'disconnected', reason: 'logged_out' });
        await world.emulator.clearFaults();
      },
      before: ['disconnected requested'],
    },
    {
      way: 'told so on the open connection',
      end: () => line.strike('stream-error', { code: 401 }),
      before: [],
    },
    {
      way: 'refused at login',
      end: async () => {
        await world.emulator.fault({ kind: 'login-failure', phone: line.phone, code: 401, times: 1 });
        await line.strike('drop');
      },
      before: ['disconnected connection_closed 428', 'reconnecting 1'],
    },
  ];

  it.each(ways)('stays down, forgets its session, and pairs anew ($way)', async ({ end, before }) => {
    const since = line.mark;
    expect(keysOf(line)).toBeGreaterThan(0);
    await end();
    await line.story(since, ({ event }) => event === 'logged_out');
    await line.held(0);
    await line.rests(REST_MS);
    const story = line.after(since);
    expect(words(story)).toEqual([...before, 'disconnected logged_out 401', 'logged_out logged_out']);
    expect(statuses(story).at(-1)).toBe('disconnected');
    const status = await line.status();
    expect(status).toMatchObject({
      status: 'disconnected',
      reason: 'logged_out',
      lastDisconnect: { reason: 'logged_out', code: 401 },
    });
    expect(status).not.toHaveProperty('phone');
    expect(keysOf(line)).toBe(0);

    const old = world.receiver.named('qr').filter(({ instanceId }) => instanceId === line.id);
    const again = line.mark;
    const { status: now, qr } = await line.connect();
    expect(now).toBe('qr_required');
    expect(old.map(({ data }) => identityOf(data['qr']))).not.toContain(identityOf(qr));
    await world.emulator.scan(line.phone, String(qr));
    expect(words(await line.story(again, isReady))).toEqual(['qr', 'ready']);
    expect(await line.status()).toMatchObject({ status: 'connected', phone: line.phone });
    await line.talks(PERSON);
  });

  it('does not get keys back that were in the making when it was unlinked', async () => {
    const fresh = new Line(world, 'unlinked-early', '628110000009');
    await world.create(fresh.id);
    const { qr } = await fresh.connect();
    // The first login uploads five keys; when that fails, Baileys makes others a second later.
    await world.emulator.fault({ kind: 'iq-delay', xmlns: 'encrypt', phone: fresh.phone, ms: 500 });
    await world.emulator.scan(fresh.phone, String(qr));
    await eventually(
      async () => keysOf(fresh),
      (keys) => keys > 5,
      'the first keys',
    );
    await fresh.unlinkOnPhone();
    await fresh.story(0, ({ event }) => event === 'logged_out');
    await fresh.rests(2 * REST_MS);
    expect(words(fresh.after(0))).toEqual(['qr', 'disconnected logged_out 401', 'logged_out logged_out']);
    expect(keysOf(fresh)).toBe(0);
  });
});
