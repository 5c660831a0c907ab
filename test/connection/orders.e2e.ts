import { isReady, LinkedInstance, sockets, words } from '../harness/linked-instance.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Long enough for several reconnects, if there were any. */
const REST_MS = 800;
const QUICK = { RECONNECT_DELAY_MS: '50', RECONNECT_MAX_DELAY_MS: '200' };
const PERSON = '15550002222';

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('connect', () => {
  const instance = new LinkedInstance(world, 'often', '628120000001');

  beforeAll(async () => instance.create());

  it('ten times at once opens one connection, and everyone gets the same QR code', async () => {
    const before = await sockets(world);
    const answers = await Promise.all(Array.from({ length: 10 }, () => instance.connect()));
    const codes = new Set(answers.map(({ qr }) => qr));
    expect(codes.size).toBe(1);
    const [qr] = codes;
    expect(qr).toMatch(/^https:\/\/wa\.me\/.+,/);
    expect(await sockets(world)).toBe(before + 1);
    expect((await instance.connect()).qr).toBe(qr);
    expect(await sockets(world)).toBe(before + 1);
    const since = instance.mark;
    await world.emulator.scan(instance.phone, String(qr));
    await instance.story(since, isReady);
    expect(await instance.seen()).toEqual({ logins: 1, connected: 1 });
  });

  it('of a connected instance changes nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => instance.connect()));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'connected', phone: instance.phone });
    expect(await instance.seen()).toEqual({ logins: 1, connected: 1 });
  });

  it('ten times at once on a linked device logs in once', async () => {
    await instance.disconnect();
    const since = instance.mark;
    const { logins } = await instance.seen();
    await Promise.all(Array.from({ length: 10 }, () => instance.connect()));
    await instance.story(since, isReady);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('right after disconnect connects', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await instance.disconnect();
    await instance.connect();
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['disconnected requested', 'ready']);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('during a pause between reconnects does not wait for its end, and is the only attempt', async () => {
    const fault = await world.emulator.fault({ kind: 'refuse-connections' });
    const since = instance.mark;
    await instance.strike('drop');
    await instance.story(since, ({ data }) => data['attempt'] === 3);
    const { logins } = await instance.seen();
    await world.emulator.request('DELETE', `/faults/${fault}`);
    await Promise.all(Array.from({ length: 5 }, () => instance.connect()));
    await instance.story(since, isReady);
    await instance.rests(REST_MS);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('after the device was unlinked on the phone shows a new QR code', async () => {
    const since = instance.mark;
    await instance.unlinkOnPhone();
    await instance.story(since, ({ event }) => event === 'logged_out');
    const { status, qr } = await instance.connect();
    expect(status).toBe('qr_required');
    const again = instance.mark;
    await world.emulator.scan(instance.phone, String(qr));
    await instance.story(again, isReady);
    expect(await instance.companions()).toBe(1);
  });
});

describe('disconnect', () => {
  const instance = new LinkedInstance(world, 'quiet', '628120000002');

  beforeAll(async () => instance.link());

  it('ends the connection for good: nothing is tried again', async () => {
    const since = instance.mark;
    expect(await instance.disconnect()).toMatchObject({ status: 'disconnected', phone: instance.phone });
    await instance.story(since, ({ event }) => event === 'disconnected');
    await instance.held(0);
    await instance.rests(2_000);
    expect(words(instance.after(since))).toEqual(['disconnected requested']);
    expect(await instance.companions()).toBe(1);
  });

  it('twice is as good as once', async () => {
    const since = instance.mark;
    expect(await instance.disconnect()).toMatchObject({ status: 'disconnected' });
    await instance.rests(REST_MS);
    expect(instance.after(since)).toEqual([]);
  });

  it('while it logs in ends the attempt', async () => {
    const { begun } = await instance.inLogin(() => instance.connect());
    const since = instance.mark;
    expect(await instance.disconnect()).toMatchObject({ status: 'disconnected' });
    expect(await begun).toMatchObject({ status: 'disconnected' });
    await instance.held(0);
    await instance.story(since, ({ event }) => event === 'disconnected');
    await world.emulator.clearFaults();
    await instance.rests(REST_MS);
    expect(words(instance.after(since))).toEqual(['disconnected requested']);
  });

  it('during a pause between reconnects ends them', async () => {
    const mark = instance.mark;
    await instance.connect();
    await instance.story(mark, isReady);
    const since = instance.mark;
    const fault = await world.emulator.fault({ kind: 'refuse-connections' });
    await instance.strike('drop');
    await instance.story(since, ({ data }) => data['attempt'] === 2);
    await instance.disconnect();
    await instance.story(since, ({ data }) => data['reason'] === 'requested');
    await world.emulator.request('DELETE', `/faults/${fault}`);
    await instance.rests(2_000);
    expect(await instance.state()).toMatchObject({ status: 'disconnected' });
    expect((await instance.seen()).connected).toBe(0);
  });

  it('while a QR code is shown takes the code back', async () => {
    const fresh = new LinkedInstance(world, 'quiet-new', '628120000003');
    await fresh.create();
    const { qr } = await fresh.connect();
    expect(await fresh.qrAnswer()).toBe(200);
    const before = await sockets(world);
    await fresh.disconnect();
    expect(await fresh.qrAnswer()).toBe(409);
    await eventually(
      () => sockets(world),
      (now) => now === before - 1,
      'the end of the connection',
    );
    await expect(world.emulator.scan(fresh.phone, String(qr))).rejects.toThrow(/404/);
    expect((await fresh.connect()).status).toBe('qr_required');
    expect(await fresh.delete()).toBe(200);
  });

  it('of a connection on which nothing moves any more does not hang, nor does the way back', async () => {
    const mark = instance.mark;
    await instance.connect();
    await instance.story(mark, isReady);
    const { logins } = await instance.seen();
    await instance.strike('half-open');
    const begun = Date.now();
    await instance.disconnect();
    // A query may take half of SEND_TIMEOUT_MS: 15 s.
    expect(Date.now() - begun).toBeLessThan(10_000);
    const since = instance.mark;
    await instance.connect();
    await instance.story(since, isReady);
    expect((await instance.seen()).logins).toBe(logins + 1);
  });
});

describe('restart', () => {
  const instance = new LinkedInstance(world, 'restarted', '628120000004');

  beforeAll(async () => instance.link());

  it('of a connected instance logs in once more', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await instance.restart();
    await instance.story(since, isReady);
    expect(await instance.held(1)).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('while it logs in begins anew, and one connection stays', async () => {
    const { begun } = await instance.inLogin(() => instance.restart());
    await world.emulator.clearFaults();
    const { logins } = await instance.seen();
    const since = instance.mark;
    await instance.restart();
    await instance.story(since, isReady);
    expect(await begun).toMatchObject({ status: 'connected' });
    await instance.rests(REST_MS);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('of a disconnected instance connects it', async () => {
    await instance.disconnect();
    const since = instance.mark;
    expect(await instance.restart()).toMatchObject({ status: 'connected', phone: instance.phone });
    await instance.story(since, isReady);
  });
});

describe('any order of connect, disconnect and restart', () => {
  it('ends where the last one leads to, with one connection or none', async () => {
    const instance = await LinkedInstance.linked(world, 'stormy', '628120000005');
    const deeds = [() => instance.connect(), () => instance.disconnect(), () => instance.restart()];
    for (let seed = 1; seed <= 3; seed += 1) {
      const storm: Promise<unknown>[] = [];
      for (let n = 0, dice = seed; n < 20; n += 1) {
        // A linear congruential generator (Numerical Recipes): the same storm each time.
        dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
        storm.push(deeds[dice % deeds.length]?.() ?? Promise.resolve());
        if (dice & 0x8000) await storm.at(-1);
      }
      await Promise.all(storm);
      await instance.connect();
      await instance.reaches('connected');
      await instance.told('ready');
      await instance.held(1);
      await instance.disconnect();
      await instance.told('disconnected requested');
      await instance.held(0);
      expect((await instance.state()).status).toBe('disconnected');
    }
    await instance.rests(REST_MS);
    const since = instance.mark;
    await instance.connect();
    await instance.story(since, isReady);
    await instance.talks(PERSON);
  });
});
