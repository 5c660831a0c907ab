import { Client } from 'pg';
import { listInstances } from '../../../packages/client/src/generated/index.js';
import { Cutter } from '../../../libs/storage/src/testing/cutter.js';
import { Bot } from '../../harness/bot.js';
import { PostgresServer } from '../../harness/postgres.js';
import type { Receiver } from '../../harness/receiver.js';
import { ApiServer } from '../../harness/server.js';
import { eventually } from '../../harness/waiting.js';
import { World } from '../../harness/world.js';
import { Door } from './door.js';

/** A server that works answers within this time, ms. */
const ANSWER_MS = 10_000;

/** Where an instance is, by the database. */
export interface Place {
  instanceId: string;
  epoch: number;
  /** Address of its server; undefined if nobody has it. */
  url: string | undefined;
  status: string;
}

/** A server, the cable between it and the database, and the door between it and WhatsApp. */
export interface Node {
  server: ApiServer;
  cable: Cutter;
  door: Door;
}

/** Servers on one database, each behind a cable of its own. The clock of the second one is wrong. */
export class Fleet {
  readonly nodes: Node[] = [];
  readonly bots: Bot[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly world: World,
    private readonly env: Record<string, string>,
  ) {}

  /** @param size number of servers */
  static async start(size: number, env: Record<string, string>): Promise<Fleet> {
    const postgres = await PostgresServer.make();
    const cable = new Cutter(new URL(`${postgres.url}/postgres`));
    const databaseUrl = await cable.listen();
    let door: Door | undefined;
    const world = await World.start(async (emulator) => {
      door = new Door(emulator);
      return { ...env, DATABASE_URL: databaseUrl, WHATSAPP_EMULATOR_URL: await door.listen() };
    });
    const fleet = new Fleet(postgres, world, env);
    if (door) fleet.nodes.push({ server: world.api, cable, door });
    await fleet.add('ahead.js');
    while (fleet.nodes.length < size) await fleet.add();
    return fleet;
  }

  get receiver(): Receiver {
    return this.world.receiver;
  }

  /** Creates instances and links them. */
  async link(phones: readonly string[]): Promise<void> {
    for (const [n, phone] of phones.entries()) {
      const bot = new Bot(this.world, `bot${n}`, phone);
      await bot.link();
      this.bots.push(bot);
    }
  }

  /** Starts one more server. @param preload as for `ApiServer.start` */
  async add(preload?: string): Promise<Node> {
    const cable = new Cutter(new URL(`${this.postgres.url}/postgres`));
    const door = new Door(this.world.emulator);
    const urls = { WHATSAPP_EMULATOR_URL: await door.listen(), DATABASE_URL: await cable.listen() };
    const server = await ApiServer.start({ ...this.env, ...urls }, preload);
    const node = { server, cable, door };
    this.nodes.push(node);
    return node;
  }

  /** Ends a server that was added, for good. */
  async remove(node: Node): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1);
    await node.server.stop();
    node.cable.close();
    node.door.close();
  }

  async stop(): Promise<void> {
    for (const { server } of this.nodes.slice(1)) await server.stop();
    await this.world.stop();
    for (const { cable, door } of this.nodes) for (const each of [cable, door]) each.close();
    await this.postgres.remove();
  }

  /** Any of the servers. */
  any(): ApiServer {
    const node = this.nodes[Math.floor(Math.random() * this.nodes.length)];
    if (!node) throw new Error('there is no server');
    return node.server;
  }

  async query(text: string): Promise<Record<string, unknown>[]> {
    const connectionString = `${this.postgres.url}/postgres`;
    const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      // The database may have gone meanwhile.
      void client.end().catch(() => undefined);
    }
  }

  async places(): Promise<Place[]> {
    const rows = await this.query(`select instances.instance_id, leases.epoch, nodes.url, instances.status
      from instances join leases on leases.instance = instances.uid left join nodes on nodes.id = leases.node
      where instances.deleted_at is null order by instances.instance_id`);
    return rows.map((row) => ({
      instanceId: String(row['instance_id']),
      epoch: Number(row['epoch']),
      url: typeof row['url'] === 'string' ? row['url'] : undefined,
      status: String(row['status']),
    }));
  }

  /** What a server has. */
  async placesAt({ server }: Node): Promise<Place[]> {
    return (await this.places()).filter(({ url }) => url === server.url);
  }

  /**
   * Waits until instances are connected in other hands than before.
   * @returns how long each took, ms
   */
  async connectedAgain(before: readonly Place[], since: number): Promise<number[]> {
    const left = new Map(before.map((place) => [place.instanceId, place]));
    const took: number[] = [];
    await eventually(
      async () => {
        for (const { instanceId, epoch, status } of await this.places().catch(() => [])) {
          const was = left.get(instanceId);
          if (!was || epoch <= was.epoch || status !== 'connected') continue;
          left.delete(instanceId);
          took.push(performance.now() - since);
        }
        return [...left.keys()];
      },
      (waiting) => waiting.length === 0,
      'instances to be connected elsewhere',
    );
    return took;
  }

  /** Waits until every server works, and every instance is connected at one of them. */
  async whole(): Promise<void> {
    await eventually(
      async () => (await Promise.all(this.nodes.map((node) => this.connectedAt(node)))).flat(),
      (connected) => new Set(connected).size === this.bots.length,
      'all instances to be connected',
    );
  }

  /** The instances that a server has, and that are connected; none if it does not work. */
  private async connectedAt(node: Node): Promise<string[]> {
    const { server } = node;
    try {
      if ((await server.raw('/readyz', { signal: AbortSignal.timeout(ANSWER_MS) })).status !== 200) return [];
      const own = new Set((await this.placesAt(node)).map(({ instanceId }) => instanceId));
      const signal = AbortSignal.timeout(ANSWER_MS);
      const { data } = await listInstances({ client: server.client, throwOnError: true, signal });
      return data.data.flatMap(({ instanceId, status }) =>
        own.has(instanceId) && status === 'connected' ? [instanceId] : [],
      );
    } catch {
      return [];
    }
  }
}
