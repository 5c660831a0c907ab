import { createLogger, ManualClock } from '#libs/observability';
import { HeldLeases, type Lease, type NodeId, type Uid } from '#libs/storage';
import { Cluster } from './cluster.js';
import { FakeTables, SharedTables } from './testing/fake-tables.js';

const LIFETIME_MS = 5_000;
const STEP_MS = 50;
/** The database's clock when a test begins, epoch ms. */
const BEGIN = new ManualClock().now();
const INSTANCES = Array.from({ length: 12 }, (_, n): Uid => `ins_${n}`);

/** Numbers from 0 up to 1, the same for the same seed. Source: mulberry32. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** All that is ready runs. */
async function turn(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await new Promise(setImmediate);
}

class Server {
  readonly clock = new ManualClock();
  readonly tables: FakeTables;
  /** The instances that it acts for. */
  readonly acting = new Map<Uid, Lease>();
  readonly cluster: Cluster;
  isStopped = false;
  isGone = false;
  private missedMs = 0;

  constructor(
    readonly id: NodeId,
    shared: SharedTables,
    time: { ms: number },
    readonly url = `http://${id}`,
  ) {
    this.tables = new FakeTables(shared);
    const database = Object.assign(Object.create(null), { held: () => database });
    this.cluster = new Cluster({ id, url, version: '1', startedAt: 0 }, LIFETIME_MS, {
      tables: this.tables,
      leases: new HeldLeases(database),
      clock: this.clock,
      logger: createLogger('fatal', 'json'),
      monotonic: () => time.ms,
    });
  }

  async start(): Promise<void> {
    await this.cluster.start({
      gained: async (leases) => {
        for (const lease of leases) this.acting.set(lease.instance, lease);
      },
      lost: (leases) => {
        for (const { instance } of leases) this.acting.delete(instance);
      },
      release: async (instance) => {
        this.acting.delete(instance);
      },
    });
  }

  pass(ms: number): void {
    if (this.isGone) return;
    if (this.isStopped) this.missedMs += ms;
    else this.clock.advance(ms);
  }

  goOn(): void {
    this.isStopped = false;
    this.clock.advance(this.missedMs);
    this.missedMs = 0;
  }
}

class World {
  readonly time = { ms: 0 };
  readonly shared = new SharedTables(INSTANCES, () => BEGIN + this.time.ms);
  servers: Server[] = [];
  private made = 0;

  /** @param url of a server that ran before; by default its own */
  async add(url?: string): Promise<Server> {
    this.made += 1;
    const server = new Server(`nod_${this.made}`, this.shared, this.time, url);
    this.servers.push(server);
    await server.start().catch(() => undefined);
    await turn();
    return server;
  }

  kill(server: Server): void {
    server.isGone = true;
    server.acting.clear();
    const row = this.shared.nodes.get(server.id);
    if (row) row.present = false;
    this.servers = this.servers.filter((each) => each !== server);
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.time.ms += STEP_MS;
      for (const server of this.servers) server.pass(STEP_MS);
      await turn();
      this.check();
    }
  }

  /** Nobody acts for an instance beside somebody else. */
  check(): void {
    for (const instance of INSTANCES) {
      const acting = this.servers.filter((server) => !server.isStopped && server.acting.has(instance));
      if (acting.length > 1)
        throw new Error(
          `${instance} is at ${acting.map(({ id }) => id).join(' and ')} at ${this.time.ms} ms`,
        );
    }
  }

  /** Where the instances are. */
  get places(): Map<Uid, NodeId[]> {
    return new Map(
      INSTANCES.map((instance) => [
        instance,
        this.servers.filter(({ acting }) => acting.has(instance)).map(({ id }) => id),
      ]),
    );
  }
}

describe('servers that share a database', () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  function countsOf(): number[] {
    return world.servers.map(({ acting }) => acting.size);
  }

  it('take what nobody has', async () => {
    await world.add();
    expect(countsOf()).toEqual([INSTANCES.length]);
  });

  it('leave what another has', async () => {
    await world.add();
    await world.add();
    await world.pass(20_000);
    expect(countsOf()).toEqual([INSTANCES.length, 0]);
  });

  it('share what one has given up that has ended', async () => {
    const [first] = [await world.add(), await world.add(), await world.add()];
    await first.cluster.leave();
    first.acting.clear();
    world.servers = world.servers.filter((server) => server !== first);
    await world.pass(2 * STEP_MS + LIFETIME_MS / 5);
    expect(countsOf().toSorted((one, other) => one - other)).toEqual([6, 6]);
  });

  it('get from one that is about to end what it has, evenly', async () => {
    const [first] = [await world.add(), await world.add(), await world.add()];
    await first.cluster.drain(LIFETIME_MS);
    await world.pass(LIFETIME_MS / 5);
    expect(countsOf()).toEqual([0, 6, 6]);
  });

  it('give nothing to anybody when they end alone', async () => {
    const first = await world.add();
    await first.cluster.drain(LIFETIME_MS);
    await world.pass(LIFETIME_MS / 5);
    expect(countsOf()).toEqual([INSTANCES.length]);
  });

  it('give some to one that was added, one by one, once all has been calm', async () => {
    await world.add();
    await world.add();
    await world.pass(LIFETIME_MS * 11);
    expect(countsOf()).toEqual([INSTANCES.length, 0]);
    await world.pass(LIFETIME_MS * 1.5);
    const [, moved = 0] = countsOf();
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(6);
    await world.pass(LIFETIME_MS * 4);
    expect(countsOf()).toEqual([6, 6]);
    await world.pass(LIFETIME_MS * 20);
    expect(countsOf()).toEqual([6, 6]);
  });

  it('take up again what could not be given away', async () => {
    const [first] = [await world.add(), await world.add()];
    await world.pass(LIFETIME_MS * 11);
    first.tables.givesNothing = true;
    await world.pass(LIFETIME_MS * 2);
    expect(countsOf()).toEqual([INSTANCES.length, 0]);
    first.tables.givesNothing = false;
    await world.pass(LIFETIME_MS * 16);
    expect(countsOf()).toEqual([6, 6]);
  });

  it('name each other', async () => {
    const [first, second] = [await world.add(), await world.add()];
    const states = async () => (await second.cluster.servers()).map(({ state, self }) => [state, self]);
    await world.pass(LIFETIME_MS);
    expect(await states()).toEqual([
      ['live', false],
      ['live', true],
    ]);
    await first.cluster.drain(LIFETIME_MS);
    expect(await states()).toEqual([
      ['draining', false],
      ['live', true],
    ]);
    first.isStopped = true;
    await world.pass(LIFETIME_MS * 1.05);
    expect((await states())[0]).not.toEqual(['live', false]);
  });

  it('take over from one that was killed', async () => {
    const first = await world.add();
    await world.add();
    await world.pass(5_000);
    world.kill(first);
    await world.pass(LIFETIME_MS * 0.7);
    expect(countsOf()).toEqual([0]);
    await world.pass(LIFETIME_MS * 0.5);
    expect(countsOf()).toEqual([INSTANCES.length]);
  });

  it('take over at once from what ran at the same address and is gone', async () => {
    const first = await world.add();
    await world.pass(5_000);
    world.kill(first);
    await world.add(first.url);
    await world.pass(LIFETIME_MS / 5);
    expect(countsOf()).toEqual([INSTANCES.length]);
  });

  it('take over from one that has lost the database, after it has let go', async () => {
    const first = await world.add();
    await world.add();
    await world.pass(5_000);
    first.tables.isReachable = false;
    await world.pass(LIFETIME_MS * 0.8);
    expect(countsOf()).toEqual([0, 0]);
    await world.pass(LIFETIME_MS);
    expect(countsOf()).toEqual([0, INSTANCES.length]);
    first.tables.isReachable = true;
    await world.pass(LIFETIME_MS);
    expect(countsOf()).toEqual([0, INSTANCES.length]);
  });

  it('lose nothing to each other while nobody reaches the database', async () => {
    await world.add();
    await world.add();
    await world.pass(5_000);
    for (const server of world.servers) server.tables.isReachable = false;
    await world.pass(LIFETIME_MS * 3);
    expect(countsOf()).toEqual([0, 0]);
    const [first, second] = world.servers;
    // The other one comes back first.
    if (second) second.tables.isReachable = true;
    await world.pass(LIFETIME_MS * 0.5);
    if (first) first.tables.isReachable = true;
    await world.pass(LIFETIME_MS);
    expect(countsOf()).toEqual([INSTANCES.length, 0]);
  });

  it('let go of everything at once when they were stopped for too long', async () => {
    const first = await world.add();
    await world.add();
    await world.pass(5_000);
    first.isStopped = true;
    await world.pass(LIFETIME_MS * 2);
    expect(world.servers[1]?.acting.size).toBe(INSTANCES.length);
    first.goOn();
    await turn();
    expect(first.acting.size).toBe(0);
    await world.pass(LIFETIME_MS);
    expect(countsOf()).toEqual([0, INSTANCES.length]);
  });

  it('begin a new epoch after they were not confirmed', async () => {
    const first = await world.add();
    await world.pass(5_000);
    const before = first.acting.get('ins_0')?.epoch ?? 0;
    first.tables.isReachable = false;
    await world.pass(LIFETIME_MS);
    first.tables.isReachable = true;
    await world.pass(LIFETIME_MS);
    expect(first.acting.get('ins_0')?.epoch).toBe(before + 1);
  });
});

/** What may happen to a server, and to all of them. */
const DEEDS: readonly ((world: World, server: Server) => Promise<void> | void)[] = [
  async (world, server) => {
    if (server.isStopped) return;
    await server.cluster.drain(LIFETIME_MS).catch(() => undefined);
    await server.cluster.leave().catch(() => undefined);
    world.kill(server);
  },
  (world) => world.pass(LIFETIME_MS * 13),
  (world, server) => world.kill(server),
  async (world) => {
    if (world.servers.length < 4) await world.add();
  },
  (_world, server) => {
    server.tables.isReachable = false;
  },
  (_world, server) => {
    server.tables.isReachable = true;
  },
  (_world, server) => {
    server.isStopped = true;
  },
  async (_world, server) => {
    if (server.isStopped) server.goOn();
    await turn();
  },
  (world) => {
    for (const { tables } of world.servers) tables.isReachable = false;
  },
  (world) => {
    for (const { tables } of world.servers) tables.isReachable = true;
  },
];

it.each([10 * 60_000, -10 * 60_000])('follows the clock of the database (%i ms)', async (aheadMs) => {
  const world = new World();
  await world.add();
  const server = await world.add();
  const skewMs = (): number => server.clock.now() - world.shared.now();
  expect(Math.abs(skewMs())).toBeLessThanOrEqual(STEP_MS);
  // Somebody sets the clock of the machine.
  server.clock.correct(aheadMs);
  await world.pass(LIFETIME_MS);
  expect(Math.abs(skewMs())).toBeLessThanOrEqual(STEP_MS);
  // So little may be the way of the answer.
  server.clock.correct(1_500);
  await world.pass(LIFETIME_MS);
  expect(skewMs()).toBeGreaterThan(1_000);
});

it.each(Array.from({ length: 40 }, (_, n) => n + 1))(
  'whatever happens, nobody acts beside somebody else, and at last everything is somewhere (seed %i)',
  async (seed) => {
    const chance = chances(seed);
    const world = new World();
    for (let n = 0; n < 3; n += 1) await world.add();
    for (let n = 0; n < 30; n += 1) {
      const deed = DEEDS[Math.floor(chance() * DEEDS.length)];
      const server = world.servers[Math.floor(chance() * world.servers.length)];
      if (server) await deed?.(world, server);
      await world.pass(Math.floor(chance() * 2 * LIFETIME_MS));
    }
    await world.add();
    for (const server of world.servers) {
      server.tables.isReachable = true;
      if (server.isStopped) server.goOn();
    }
    await world.pass(LIFETIME_MS * 4);
    for (const [instance, places] of world.places) {
      expect({ instance, places }).toEqual({ instance, places: [expect.any(String)] });
      const lease = world.servers.find(({ id }) => id === places[0])?.acting.get(instance);
      expect(lease?.epoch).toBe(world.shared.rows.get(instance)?.epoch);
    }
  },
);
