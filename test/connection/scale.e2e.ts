import { isReady, LinkedInstance, words } from '../harness/linked-instance.js';
import { freePort } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const PERSON = '15550003333';
/** On an idle machine each of these takes some ten seconds. */
const PATIENCE_MS = 300_000;

describe('fifty instances of one server', () => {
  const COUNT = 50;
  const world = useWorld();
  const instances = Array.from(
    { length: COUNT },
    (_, n) => new LinkedInstance(world, `many-${n}`, `6281300000${10 + n}`),
  );

  it(
    'are created, connected and paired at once',
    async () => {
      await Promise.all(
        instances.map(async (instance) => {
          await instance.create();
          const { qr } = await instance.connect();
          const code =
            qr ??
            (await world.receiver.event('qr', (each) => each.instanceId === instance.instanceId)).data['qr'];
          await world.emulator.scan(instance.phone, String(code));
          await instance.story(0, isReady, PATIENCE_MS);
        }),
      );
      for (const instance of instances) {
        expect(words(instance.after(0)).filter((word) => word !== 'qr')).toEqual(['ready']);
        expect(await instance.state()).toMatchObject({ status: 'connected', phone: instance.phone });
        expect(await instance.seen()).toEqual({ logins: 1, connected: 1 });
      }
      const { connections } = await world.emulator.get('/stats');
      expect(connections).toBe(COUNT);
    },
    PATIENCE_MS,
  );

  it('each hear what is written to them, and nothing else', async () => {
    const sent = await Promise.all(
      instances.map(async (instance) => ({
        instance,
        id: await world.emulator.send(PERSON, { to: instance.phone, text: `for ${instance.instanceId}` }),
      })),
    );
    for (const { instance, id } of sent) {
      const heard = await instance.hears(id);
      expect(heard).toMatchObject({
        instanceId: instance.instanceId,
        data: { text: `for ${instance.instanceId}` },
      });
    }
    const messages = world.receiver.named('message').map(({ instanceId }) => instanceId);
    expect(messages.sort()).toEqual(instances.map(({ instanceId }) => instanceId).sort());
  });

  it(
    'come back together when all connections break at once',
    async () => {
      const marks = instances.map((instance) => instance.mark);
      await Promise.all(instances.map((instance) => instance.strike('drop')));
      for (const [index, instance] of instances.entries()) {
        const story = await instance.story(marks[index] ?? 0, isReady, PATIENCE_MS);
        expect(words(story).filter((word) => !word.startsWith('reconnecting'))).toEqual([
          'disconnected connection_closed 428',
          'ready',
        ]);
        expect((await instance.seen()).connected).toBe(1);
      }
    },
    PATIENCE_MS,
  );
});

/** What the preload answers with; see preloads/vitals.js. */
interface Vitals {
  /** Bytes, after a collection. */
  heapUsed: number;
  timers: number;
  sockets: number;
  /** Listeners on the process. */
  listeners: number;
  warnings: string[];
}

describe('a hundred reconnects of one instance', () => {
  const MANY = 100;
  /** What is asked on a connection that breaks is forgotten after two seconds: see SEND_TIMEOUT_MS below. */
  const FORGOTTEN_MS = 8_000;
  const FEW = 8;
  const HEAP_BYTES = 8 * 1024 * 1024;
  let vitalsUrl: string;
  const world = useWorld(async () => {
    const port = await freePort();
    vitalsUrl = `http://127.0.0.1:${port}`;
    return {
      RECONNECT_DELAY_MS: '10',
      RECONNECT_MAX_DELAY_MS: '50',
      SEND_TIMEOUT_MS: '4000',
      VITALS_PORT: String(port),
    };
  }, 'vitals.js');
  const instance = new LinkedInstance(world, 'tireless', '628130000099');

  beforeAll(async () => instance.link());

  async function vitals(): Promise<Vitals> {
    const response = await fetch(vitalsUrl, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return JSON.parse(await response.text());
  }

  async function reconnect(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      const since = instance.mark;
      await instance.strike('drop');
      const story = await instance.story(since, isReady);
      expect(words(story)).toEqual(['disconnected connection_closed 428', 'reconnecting 1', 'ready']);
    }
  }

  it(
    'leaves no timer, socket, listener or memory behind',
    async () => {
      await reconnect(10);
      const before = await vitals();
      const { logins } = await instance.seen();
      await reconnect(MANY);
      expect(await instance.seen()).toEqual({ logins: logins + MANY, connected: 1 });
      const settled = (now: Vitals): boolean =>
        now.timers <= before.timers + FEW && now.sockets <= before.sockets + FEW;
      const after = await eventually(
        vitals,
        settled,
        `the vitals of ${JSON.stringify(before)}`,
        FORGOTTEN_MS,
      );
      expect(after.listeners).toBeLessThanOrEqual(before.listeners);
      expect(after.heapUsed - before.heapUsed).toBeLessThan(HEAP_BYTES);
      expect(after.warnings).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('and the instance works as on the first day', async () => {
    const id = await world.emulator.send(PERSON, { to: instance.phone, text: 'after a hundred' });
    await instance.hears(id);
    const { code } = await instance.text(PERSON, 'still here');
    expect(code).toBe(200);
  });
});

describe('a connection on which nothing moves any more', () => {
  const world = useWorld({ RECONNECT_DELAY_MS: '10' }, 'impatient.js');
  const instance = new LinkedInstance(world, 'half-open', '628130000098');

  beforeAll(async () => instance.link());

  it('is noticed, and replaced by another', async () => {
    const since = instance.mark;
    await instance.strike('half-open');
    const story = await instance.story(since, isReady);
    expect(words(story)).toEqual(['disconnected connection_lost 408', 'reconnecting 1', 'ready']);
    expect((await instance.seen()).logins).toBe(2);
    const id = await world.emulator.send(PERSON, { to: instance.phone, text: 'still there?' });
    await instance.hears(id);
  });
});
