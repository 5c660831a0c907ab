import { isReady, Line, sockets, words } from '../harness/line.js';
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
  let line: Line;

  beforeAll(async () => {
    line = new Line(world, 'often', '628120000001');
    await world.create(line.id);
  });

  it('ten times at once opens one connection, and everyone gets the same QR code', async () => {
    const before = await sockets(world);
    const answers = await Promise.all(Array.from({ length: 10 }, () => line.connect()));
    const codes = new Set(answers.map(({ qr }) => qr));
    expect(codes.size).toBe(1);
    const [qr] = codes;
    expect(qr).toMatch(/^https:\/\/wa\.me\/.+,/);
    expect(await sockets(world)).toBe(before + 1);
    expect((await line.connect()).qr).toBe(qr);
    expect(await sockets(world)).toBe(before + 1);
    const since = line.mark;
    await world.emulator.scan(line.phone, String(qr));
    await line.story(since, isReady);
    expect(await line.seen()).toEqual({ logins: 1, connected: 1 });
  });

  it('of a connected instance changes nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => line.connect()));
    for (const answer of answers) expect(answer).toMatchObject({ status: 'connected', phone: line.phone });
    expect(await line.seen()).toEqual({ logins: 1, connected: 1 });
  });

  it('ten times at once on a linked device logs in once', async () => {
    await line.disconnect();
    const since = line.mark;
    const { logins } = await line.seen();
    await Promise.all(Array.from({ length: 10 }, () => line.connect()));
    await line.story(since, isReady);
    expect(await line.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('right after disconnect connects', async () => {
    const since = line.mark;
    const { logins } = await line.seen();
    await line.disconnect();
    await line.connect();
    const story = await line.story(since, isReady);
    expect(words(story)).toEqual(['disconnected requested', 'ready']);
    expect(await line.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('during a pause between reconnects does not wait for its end, and is the only attempt', async () => {
    const fault = await world.emulator.fault({ kind: 'refuse-connections' });
    const since = line.mark;
    await line.strike('drop');
    await line.story(since, ({ data }) => data['attempt'] === 3);
    const { logins } = await line.seen();
    await world.emulator.request('DELETE', `/faults/${fault}`);
    await Promise.all(Array.from({ length: 5 }, () => line.connect()));
    await line.story(since, isReady);
    await line.rests(REST_MS);
    expect(await line.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('after the device was unlinked on the phone shows a new QR code', async () => {
    const since = line.mark;
    await line.unlinkOnPhone();
    await line.story(since, ({ event }) => event === 'logged_out');
    const { status, qr } = await line.connect();
    expect(status).toBe('qr_required');
    const again = line.mark;
    await world.emulator.scan(line.phone, String(qr));
    await line.story(again, isReady);
    expect(await line.companions()).toBe(1);
  });
});

describe('disconnect', () => {
  let line: Line;

  beforeAll(async () => {
    line = await Line.linked(world, 'quiet', '628120000002');
  });

  it('ends the connection for good: nothing is tried again', async () => {
    const since = line.mark;
    expect(await line.disconnect()).toMatchObject({ status: 'disconnected', phone: line.phone });
    await line.story(since, ({ event }) => event === 'disconnected');
    await line.held(0);
    await line.rests(2_000);
    expect(words(line.after(since))).toEqual(['disconnected requested']);
    expect(await line.companions()).toBe(1);
  });

  it('twice is as good as once', async () => {
    const since = line.mark;
    expect(await line.disconnect()).toMatchObject({ status: 'disconnected' });
    await line.rests(REST_MS);
    expect(line.after(since)).toEqual([]);
  });

  it('while it logs in ends the attempt', async () => {
    const { begun } = await line.inLogin(() => line.connect());
    const since = line.mark;
    expect(await line.disconnect()).toMatchObject({ status: 'disconnected' });
    expect(await begun).toMatchObject({ status: 'disconnected' });
    await line.held(0);
    await line.story(since, ({ event }) => event === 'disconnected');
    await world.emulator.clearFaults();
    await line.rests(REST_MS);
    expect(words(line.after(since))).toEqual(['disconnected requested']);
  });

  it('during a pause between reconnects ends them', async () => {
    const mark = line.mark;
    await line.connect();
    await line.story(mark, isReady);
    const since = line.mark;
    const fault = await world.emulator.fault({ kind: 'refuse-connections' });
    await line.strike('drop');
    await line.story(since, ({ data }) => data['attempt'] === 2);
    await line.disconnect();
    await line.story(since, ({ data }) => data['reason'] === 'requested');
    await world.emulator.request('DELETE', `/faults/${fault}`);
    await line.rests(2_000);
    expect(await line.status()).toMatchObject({ status: 'disconnected' });
    expect((await line.seen()).connected).toBe(0);
  });

  it('while a QR code is shown takes the code back', async () => {
    const fresh = new Line(world, 'quiet-new', '628120000003');
    await world.create(fresh.id);
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
    expect(await fresh.remove()).toBe(200);
  });

  it('of a connection on which nothing moves any more does not hang, nor does the way back', async () => {
    const mark = line.mark;
    await line.connect();
    await line.story(mark, isReady);
    const { logins } = await line.seen();
    await line.strike('half-open');
    const begun = Date.now();
    await line.disconnect();
    expect(Date.now() - begun).toBeLessThan(3_000);
    const since = line.mark;
    await line.connect();
    await line.story(since, isReady);
    expect((await line.seen()).logins).toBe(logins + 1);
  });
});

describe('restart', () => {
  let line: Line;

  beforeAll(async () => {
    line = await Line.linked(world, 'restarted', '628120000004');
  });

  it('of a connected instance logs in once more', async () => {
    const since = line.mark;
    const { logins } = await line.seen();
    await line.restart();
    await line.story(since, isReady);
    expect(await line.held(1)).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('while it logs in begins anew, and one connection stays', async () => {
    const { begun } = await line.inLogin(() => line.restart());
    await world.emulator.clearFaults();
    const { logins } = await line.seen();
    const since = line.mark;
    await line.restart();
    await line.story(since, isReady);
    expect(await begun).toMatchObject({ status: 'connected' });
    await line.rests(REST_MS);
    expect(await line.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('of a disconnected instance connects it', async () => {
    await line.disconnect();
    const since = line.mark;
    expect(await line.restart()).toMatchObject({ status: 'connected', phone: line.phone });
    await line.story(since, isReady);
  });
});

describe('any order of connect, disconnect and restart', () => {
  it('ends where the last one leads to, with one connection or none', async () => {
    const line = await Line.linked(world, 'stormy', '628120000005');
    const deeds = [() => line.connect(), () => line.disconnect(), () => line.restart()];
    for (let seed = 1; seed <= 3; seed += 1) {
      const storm: Promise<unknown>[] = [];
      for (let n = 0, dice = seed; n < 20; n += 1) {
        // A linear congruential generator (Numerical Recipes): the same storm each time.
        dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
        storm.push(deeds[dice % deeds.length]?.() ?? Promise.resolve());
        if (dice & 0x8000) await storm.at(-1);
      }
      await Promise.all(storm);
      await line.connect();
      await world.reaches(line.id, 'connected');
      await line.told('ready');
      await line.held(1);
      await line.disconnect();
      await line.told('disconnected requested');
      await line.held(0);
      expect((await line.status()).status).toBe('disconnected');
    }
    await line.rests(REST_MS);
    const since = line.mark;
    await line.connect();
    await line.story(since, isReady);
    await line.talks(PERSON);
  });
});
