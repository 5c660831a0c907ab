import { bounds, isQr, isReady, LinkedInstance, statuses, words } from '../harness/linked-instance.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const FIRST_DELAY_MS = 40;
const LONGEST_DELAY_MS = 320;
const QUICK = {
  RECONNECT_DELAY_MS: String(FIRST_DELAY_MS),
  RECONNECT_MAX_DELAY_MS: String(LONGEST_DELAY_MS),
};
const PERSON = '15550001111';

const world = useWorld(QUICK);

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** Asserts that each `reconnecting` counts up and announces a pause within its bounds. */
function expectPauses(story: readonly Arrival[], count: number): void {
  const pauses = story.filter(({ event }) => event === 'reconnecting').map(({ data }) => data);
  expect(pauses.map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  );
  for (const { attempt, delayMs } of pauses) {
    const { least, most } = bounds(Number(attempt), FIRST_DELAY_MS, LONGEST_DELAY_MS);
    expect(delayMs).toBeGreaterThanOrEqual(least);
    expect(delayMs).toBeLessThanOrEqual(most);
  }
}

const PASSING = [
  { code: 408, reason: 'connection_lost' },
  { code: 428, reason: 'connection_closed' },
  { code: 500, reason: 'bad_session' },
  { code: 503, reason: 'unavailable' },
];

describe('a connection that ends for a passing reason', () => {
  const instance = new LinkedInstance(world, 'passing', '628110000001');

  beforeAll(async () => instance.link());

  const blows = [
    ...PASSING.map(({ code, reason }) => ({ code, reason, kind: 'stream-error', more: { code } })),
    { code: 428, reason: 'connection_closed', kind: 'stream-end', more: {} },
    { code: 428, reason: 'connection_closed', kind: 'drop', more: {} },
  ];

  it.each(blows)(
    'comes back by itself, without a QR code ($kind, $code)',
    async ({ code, reason, kind, more }) => {
      const since = instance.mark;
      const { logins } = await instance.seen();
      await instance.strike(kind, more);
      const story = await instance.story(since, isReady);
      expect(words(story)).toEqual([`disconnected ${reason} ${code}`, 'reconnecting 1', 'ready']);
      expect(statuses(story)).toEqual(['reconnecting', 'connecting', 'connected']);
      expectPauses(story, 1);
      expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
      const status = await instance.state();
      expect(status).toMatchObject({
        status: 'connected',
        phone: instance.phone,
        lastDisconnect: { reason, code },
      });
      expect(status).not.toHaveProperty('reason');
    },
  );

  it.each(PASSING)('goes on trying when WhatsApp refuses the login with $code', async ({ code, reason }) => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code, times: 2 });
    await instance.strike('drop');
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual([
      'disconnected connection_closed 428',
      'reconnecting 1',
      'reconnecting 2',
      'reconnecting 3',
      'ready',
    ]);
    expectPauses(story, 3);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
    expect((await instance.state()).lastDisconnect).toMatchObject({ reason, code });
  });

  it('goes on trying when the connection breaks during the login, and the pauses grow', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await world.emulator.request('POST', '/faults', {
      kind: 'stream-error',
      phone: instance.phone,
      code: 503,
      times: 3,
    });
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual([
      'disconnected unavailable 503',
      'reconnecting 1',
      'reconnecting 2',
      'reconnecting 3',
      'ready',
    ]);
    expectPauses(story, 3);
    expect(await instance.seen()).toEqual({ logins: logins + 3, connected: 1 });
  });

  it.each(['drop', 'stream-end'])(
    'is not ready when the connection ends while WhatsApp has not activated it yet (%s)',
    async (kind) => {
      const since = instance.mark;
      const { logins } = await instance.seen();
      await world.emulator.fault({ kind: 'silence', xmlns: 'passive', phone: instance.phone });
      await instance.strike('drop');
      for (const login of [1, 2, 3]) {
        await eventually(
          () => world.emulator.get('/faults'),
          ([silence]) => silence?.happened === login,
          `login ${login} to ask in vain to be activated`,
        );
        if (login === 3) await world.emulator.clearFaults();
        await instance.strike(kind);
      }
      const story = await instance.story(since, isReady);
      expect(words(story).at(-2)).toBe('reconnecting 4');
      expect(await instance.seen()).toEqual({ logins: logins + 4, connected: 1 });
    },
  );

  it('serves messages both ways afterwards', () => instance.talks(PERSON));
});

describe('a connection that WhatsApp wants restarted (515)', () => {
  const instance = new LinkedInstance(world, 'restarted', '628110000002');

  beforeAll(async () => instance.link());

  it('is made anew at once, without an event that it was lost', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    await instance.strike('stream-error', { code: 515 });
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['ready']);
    expect(statuses(story)).toEqual(['connecting', 'connected']);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('at login too', async () => {
    const since = instance.mark;
    await world.emulator.fault({ kind: 'login-failure', phone: instance.phone, code: 515 });
    await instance.strike('drop');
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['disconnected connection_closed 428', 'reconnecting 1', 'ready']);
    await instance.talks(PERSON);
  });
});

describe('while WhatsApp cannot be reached', () => {
  const ATTEMPTS = 7;
  const instance = new LinkedInstance(world, 'unreachable', '628110000007');

  beforeAll(async () => instance.link());

  it('attempts are counted, and the pauses between them grow up to their limit', async () => {
    const since = instance.mark;
    const { logins } = await instance.seen();
    const fault = await world.emulator.fault({ kind: 'refuse-connections' });
    await instance.strike('drop');
    await instance.story(since, ({ data }) => data['attempt'] === ATTEMPTS);
    expect(['reconnecting', 'connecting']).toContain((await instance.state()).status);
    await world.emulator.request('DELETE', `/faults/${fault}`);
    const story = await instance.story(since, isReady);

    const tries = story.filter(({ event }) => event === 'reconnecting');
    expect(tries.length).toBeGreaterThanOrEqual(ATTEMPTS);
    expectPauses(story, tries.length);
    // Each attempt fails at once, so that the next one is told of when its predecessor's pause has passed.
    for (const [index, { timestamp }] of tries.entries()) {
      const previous = tries[index - 1];
      if (!previous) continue;
      expect(timestamp - previous.timestamp).toBeGreaterThanOrEqual(Number(previous.data['delayMs']) - 2);
    }
    const { most } = bounds(tries.length, FIRST_DELAY_MS, LONGEST_DELAY_MS);
    expect(most).toBe(LONGEST_DELAY_MS);
    expect(story.filter(({ event }) => event === 'disconnected')).toHaveLength(1);
    expect(await instance.seen()).toEqual({ logins: logins + 1, connected: 1 });
  });

  it('and after a success they begin anew', async () => {
    const since = instance.mark;
    await instance.strike('drop');
    expectPauses(await instance.story(since, isReady), 1);
  });

  it('a new device shows its QR code as soon as it can', async () => {
    const fresh = new LinkedInstance(world, 'unreachable-new', '628110000008');
    await fresh.create();
    await world.emulator.fault({ kind: 'refuse-connections', times: 3 });
    await fresh.connect();
    const story = await fresh.story(0, isQr);
    expect(words(story)).toEqual([
      'disconnected connection_lost 408',
      'reconnecting 1',
      'reconnecting 2',
      'reconnecting 3',
      'qr',
    ]);
  });
});
