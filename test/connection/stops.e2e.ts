import { inDatabase } from '../harness/database.js';
import { isReady, LinkedInstance, statuses, words } from '../harness/linked-instance.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Long enough for several reconnects, if there were any. */
const REST_MS = 800;
const HOUR_MS = 60 * 60 * 1000;
const QUICK = { RECONNECT_DELAY_MS: '40', RECONNECT_MAX_DELAY_MS: '320' };
const PERSON = '15550001112';

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

function waitsForHours({ event, data }: Arrival): boolean {
  return event === 'reconnecting' && Number(data['delayMs']) > HOUR_MS;
}

/** How many credentials and keys of an instance the server has on disk. */
async function keysOf({ instanceId }: LinkedInstance): Promise<number> {
  const count = async (table: string): Promise<number> => {
    const sql = `select count(*) as n from ${table} join instances on uid = instance where instance_id = ?`;
    const [row] = await inDatabase(world.api, sql, instanceId);
    return Number(row?.['n']);
  };
  return (await count('credentials')) + (await count('signal_keys'));
}

/** The identity that a QR code offers to be linked: another one for each new session. */
function identityOf(qr: unknown): string | undefined {
  return String(qr).split(',')[2];
}

describe('a connection that must not come back by itself', () => {
  const instance = new LinkedInstance(world, 'stopped', '628110000003');

  beforeAll(async () => instance.link());

  const ends = [
    { code: 403, reason: 'banned' },
    { code: 411, reason: 'multidevice_mismatch' },
    { code: 440, reason: 'replaced' },
  ];

  /** The operator wants it again: the device is still linked. */
  async function expectWayBack(): Promise<void> {
    const since = instance.mark;
    await instance.connect();
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['ready']);
    const status = await instance.state();
    expect(status).toMatchObject({ status: 'connected', phone: instance.phone });
    expect(status).not.toHaveProperty('reason');
    expect(await instance.seen()).toMatchObject({ connected: 1 });
  }

  it.each(ends)('stays down after $code until connect, which needs no QR code', async ({ code, reason }) => {
    const since = instance.mark;
    await instance.strike('stream-error', { code });
    await instance.story(since, ({ event }) => event === 'disconnected');
    await instance.held(0);
    await instance.rests(REST_MS);
    expect(words(instance.after(since))).toEqual([`disconnected ${reason} ${code}`]);
    expect(statuses(instance.after(since))).toEqual(['disconnected']);
    expect(await instance.state()).toMatchObject({
      status: 'disconnected',
      reason,
      phone: instance.phone,
      lastDisconnect: { reason, code },
    });
    await expectWayBack();
  });

  const refusals = [
    ...ends,
    { code: 400, reason: 'login_refused' },
    { code: 406, reason: 'banned' },
    ...[409, 415, 418, 501].map((code) => ({ code, reason: 'client_refused' })),
  ];

  it.each(refusals)('stays down when the login is refused with $code', async ({ code, reason }) => {
    const since = instance.mark;
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code, times: 1 });
    await instance.strike('drop');
    await instance.story(since, ({ data }) => data['code'] === code);
    await instance.rests(REST_MS);
    expect(words(instance.after(since))).toEqual([
      'disconnected connection_closed 428',
      'reconnecting 1',
      `disconnected ${reason} ${code}`,
    ]);
    expect(await instance.state()).toMatchObject({ status: 'disconnected', reason });
    await expectWayBack();
  });
});

describe('a temporary ban (402)', () => {
  const instance = new LinkedInstance(world, 'banned', '628110000008');

  beforeAll(async () => instance.link());

  it('is waited out, over a restart of the server as well', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    const ban = { code: 402, attributes: { code: '101', expire: '8' }, times: 1 };
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, ...ban });
    await instance.strike('drop');
    const story = await instance.story(since, ({ data }) => data['code'] === 402);
    const until = Number(story.at(-1)?.data['until']);
    expect(until).toBeGreaterThan(Number(story.at(-1)?.timestamp));
    expect(await instance.state()).toMatchObject({
      lastDisconnect: { reason: 'temporarily_banned', code: 402, until: new Date(until).toISOString() },
    });

    await world.api.halt();
    await world.api.start();
    const [ready] = (await instance.story(since, isReady)).slice(-1);
    expect(ready?.timestamp).toBeGreaterThanOrEqual(until);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });
});

describe('a client version that WhatsApp refuses (405)', () => {
  const instance = new LinkedInstance(world, 'outdated', '628110000004');

  beforeAll(async () => instance.link());

  it('is refreshed, and the second login is taken', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code: 405, times: 1 });
    await instance.strike('drop');
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['disconnected connection_closed 428', 'reconnecting 1', 'ready']);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('is refreshed once only: two logins, then it waits for hours, or until connect', async () => {
    const since = instance.mark;
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code: 405, times: 9 });
    await instance.strike('drop');
    const story = await instance.story(since, waitsForHours);
    await instance.rests(REST_MS);
    expect(await world.emulator.get('/faults')).toMatchObject([{ kind: 'login-failure', happened: 2 }]);
    expect(words(instance.after(since)).slice(-2)).toEqual([
      'disconnected version_rejected 405',
      'reconnecting 1',
    ]);
    const last = story.find(({ data }) => data['code'] === 405);
    const until = Number(last?.data['until']);
    expect(until).toBeGreaterThan(Number(last?.timestamp) + HOUR_MS);
    expect(await instance.state()).toMatchObject({
      status: 'reconnecting',
      lastDisconnect: { reason: 'version_rejected', code: 405, until: new Date(until).toISOString() },
    });

    await world.emulator.clearFaults();
    const again = instance.mark;
    await instance.connect();
    expect(words(await instance.story(again, isReady))).toEqual(['ready']);
  });

  it('at the registration of a new device as well', async () => {
    const fresh = new LinkedInstance(world, 'outdated-new', '628110000005');
    await fresh.create();
    await world.emulator.fault({ kind: 'reject-registration', code: 405, times: 9 });
    expect(await fresh.connect()).toMatchObject({
      status: 'reconnecting',
      lastDisconnect: { reason: 'version_rejected', code: 405 },
    });
    await fresh.story(0, waitsForHours);
    await fresh.rests(REST_MS);
    expect(await world.emulator.get('/faults')).toMatchObject([{ kind: 'reject-registration', happened: 2 }]);
    expect(words(fresh.after(0))).toEqual(['disconnected version_rejected 405', 'reconnecting 1']);

    await world.emulator.clearFaults();
    await world.emulator.fault({ kind: 'reject-registration', code: 405, times: 1 });
    const { qr } = await fresh.connect();
    await world.emulator.scan(fresh.phone, String(qr));
    await fresh.story(0, isReady);
  });
});

describe('a device that is no longer linked (401)', () => {
  const instance = new LinkedInstance(world, 'unlinked', '628110000006');

  beforeAll(async () => instance.link());

  const ways: { way: string; end: () => Promise<void>; before: string[] }[] = [
    { way: 'unlinked on the phone', end: () => instance.unlinkOnPhone(), before: [] },
    {
      way: 'unlinked on the phone while it logs in',
      end: async () => {
        await instance.disconnect();
        const { begun } = await instance.inLogin(() => instance.connect());
        await instance.unlinkOnPhone();
        expect(await begun).toMatchObject({ status: 'disconnected', reason: 'logged_out' });
        await world.emulator.clearFaults();
      },
      before: ['disconnected requested'],
    },
    {
      way: 'told so on the open connection',
      end: () => instance.strike('stream-error', { code: 401 }),
      before: [],
    },
    {
      way: 'refused at login',
      end: async () => {
        await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code: 401, times: 1 });
        await instance.strike('drop');
      },
      before: ['disconnected connection_closed 428', 'reconnecting 1'],
    },
  ];

  it.each(ways)('stays down, forgets its session, and pairs anew ($way)', async ({ end, before }) => {
    const since = instance.mark;
    expect(await keysOf(instance)).toBeGreaterThan(0);
    await end();
    await instance.story(since, ({ event }) => event === 'logged_out');
    await instance.held(0);
    await instance.rests(REST_MS);
    const story = instance.after(since);
    expect(words(story)).toEqual([...before, 'disconnected logged_out 401', 'logged_out logged_out']);
    expect(statuses(story).at(-1)).toBe('disconnected');
    const status = await instance.state();
    expect(status).toMatchObject({
      status: 'disconnected',
      reason: 'logged_out',
      lastDisconnect: { reason: 'logged_out', code: 401 },
    });
    expect(status).not.toHaveProperty('phone');
    expect(await keysOf(instance)).toBe(0);

    const old = world.receiver.named('qr').filter(({ instanceId }) => instanceId === instance.instanceId);
    const again = instance.mark;
    const { status: now, qr } = await instance.connect();
    expect(now).toBe('qr_required');
    expect(old.map(({ data }) => identityOf(data['qr']))).not.toContain(identityOf(qr));
    await world.emulator.scan(instance.phone, String(qr));
    expect(words(await instance.story(again, isReady))).toEqual(['qr', 'ready']);
    expect(await instance.state()).toMatchObject({ status: 'connected', phone: instance.phone });
    await instance.talks(PERSON);
  });

  it('does not get keys back that were in the making when it was unlinked', async () => {
    const fresh = new LinkedInstance(world, 'unlinked-early', '628110000009');
    await fresh.create();
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
    expect(await keysOf(fresh)).toBe(0);
  });
});
