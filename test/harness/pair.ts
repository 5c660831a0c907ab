import { Client } from 'pg';
import { Cutter } from '../../libs/storage/src/testing/cutter.js';
import { listInstances } from '../../packages/client/src/generated/index.js';
import { PostgresServer } from './postgres.js';
import { ApiServer } from './server.js';
import { eventually } from './waiting.js';
import { World } from './world.js';

/** Two servers on one PostgreSQL database. The first one is that of the world, behind a cable that can be pulled. */
export class Pair {
  private started: { postgres: PostgresServer; cutter: Cutter; world: World; other: ApiServer } | undefined;

  /** @param preload as for `ApiServer.start` */
  constructor(
    private readonly env: Record<string, string>,
    private readonly preload?: string,
  ) {}

  get cutter(): Cutter {
    return this.running.cutter;
  }

  get world(): World {
    return this.running.world;
  }

  get first(): ApiServer {
    return this.world.api;
  }

  get other(): ApiServer {
    return this.running.other;
  }

  /** Past the cable. */
  get databaseUrl(): string {
    return `${this.running.postgres.url}/postgres`;
  }

  /** @param prepare what happens before the other server starts: it is the first one that has all instances then */
  async start(prepare: (world: World) => Promise<void>): Promise<void> {
    const postgres = await PostgresServer.make();
    const url = `${postgres.url}/postgres`;
    const cutter = new Cutter(new URL(url));
    const world = new World({ DATABASE_URL: await cutter.listen(), ...this.env }, this.preload);
    try {
      await world.start();
      await prepare(world);
      const variables = { WHATSAPP_EMULATOR_URL: world.emulator.url, DATABASE_URL: url, ...this.env };
      const other = await ApiServer.start(variables, this.preload);
      this.started = { postgres, cutter, world, other };
    } catch (error) {
      await world.stop().catch(() => undefined);
      cutter.close();
      await postgres.remove();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (!this.started) return;
    const { postgres, cutter, world, other } = this.started;
    await other.stop();
    await world.stop();
    cutter.close();
    await postgres.remove();
  }

  /** Waits until a server says that all instances are connected. */
  async connected(server: ApiServer, count: number): Promise<void> {
    await eventually(
      async () => {
        const { data } = await listInstances({ client: server.client, throwOnError: true });
        return data.data.map(({ status }) => status);
      },
      (statuses) => statuses.length === count && statuses.every((status) => status === 'connected'),
      'all instances to be connected',
    );
  }

  /** Runs a statement on the database, past both. */
  async query(text: string, ...values: (string | number)[]): Promise<Record<string, unknown>[]> {
    const client = new Client(this.databaseUrl);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  private get running() {
    if (!this.started) throw new Error('the servers have not started yet');
    return this.started;
  }
}

/**
 * Two servers for the file that calls this.
 * @param prepare as for {@link Pair.start}
 * @param preload as for `ApiServer.start`
 */
export function usePair(
  env: Record<string, string>,
  prepare: (world: World) => Promise<void> = async () => undefined,
  preload?: string,
): Pair {
  const pair = new Pair(env, preload);
  beforeAll(async () => pair.start(prepare));
  afterAll(async () => pair.stop());
  return pair;
}
