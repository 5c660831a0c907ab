import { Emulator } from './emulator.js';
import { Receiver } from './receiver.js';
import { ApiServer } from './server.js';

/** Variables for the server, or a function that returns them before it starts. */
export type Environment =
  Record<string, string> | ((emulator: Emulator) => Record<string, string> | Promise<Record<string, string>>);

/** An emulator, a server that talks to it, and somebody who receives its webhooks. */
export class World {
  readonly receiver = new Receiver();
  /** Complaints of phones that do not fail the suite: what the server is known to do. */
  private readonly tolerated = new Set<string>();
  private started: { emulator: Emulator; api: ApiServer } | undefined;

  /** @param preload a module of test/preloads that the server loads first: its file name */
  constructor(
    private readonly env: Environment = {},
    private readonly preload?: string,
  ) {}

  static async start(env?: Environment, preload?: string): Promise<World> {
    const world = new World(env, preload);
    await world.start();
    return world;
  }

  get emulator(): Emulator {
    return this.running.emulator;
  }

  get api(): ApiServer {
    return this.running.api;
  }

  async start(): Promise<void> {
    const [emulator] = await Promise.all([Emulator.start(), this.receiver.listen()]);
    try {
      const env = typeof this.env === 'function' ? await this.env(emulator) : this.env;
      const api = await ApiServer.start({ WHATSAPP_EMULATOR_URL: emulator.url, ...env }, this.preload);
      this.started = { emulator, api };
    } catch (error) {
      await Promise.all([emulator.stop(), this.receiver.stop()]);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const { started } = this;
    try {
      await started?.api.stop();
    } finally {
      await this.receiver.stop();
      await started?.emulator.stop(this.tolerated);
    }
  }

  /** @param kind of complaint that does not fail the suite */
  tolerates(kind: 'timer' | 'mentions' | 'phash'): void {
    this.tolerated.add(kind);
  }

  private get running() {
    if (!this.started) throw new Error('the world has not started yet');
    return this.started;
  }
}

/** A world for the file or the `describe` block that calls this: it starts before the tests and stops after them. */
export function useWorld(env?: Environment, preload?: string): World {
  const world = new World(env, preload);
  beforeAll(async () => world.start());
  afterAll(async () => world.stop());
  return world;
}
