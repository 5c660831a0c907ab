import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { Program } from './process.js';

/** A server as one process, or as several. */
export interface Runnable extends Pick<
  Program,
  'pid' | 'running' | 'change' | 'start' | 'launch' | 'stop' | 'kill'
> {
  hear(): readonly string[];
}

/**
 * Several servers behind a balancer that gives each connection to the next of them: whoever starts, kills or asks it does so
 * with all. Each connection is meant to carry one request (preloads/one-request.js).
 */
export class Balanced implements Runnable {
  private readonly balancer: Server;
  private next = 0;

  /** @param nodes the programs, and the ports that they listen on */
  constructor(
    private readonly nodes: readonly { program: Program; port: number }[],
    private readonly port: number,
  ) {
    this.balancer = createServer({ allowHalfOpen: true }, (caller) => this.pass(caller, nodes.length));
  }

  get pid(): number | undefined {
    return this.programs[0]?.pid;
  }

  get running(): boolean {
    return this.programs.some(({ running }) => running);
  }

  change(env: Record<string, string>): void {
    for (const program of this.programs) program.change(env);
  }

  hear(): readonly string[] {
    const [first, ...others] = this.programs;
    const lines = first?.hear() ?? [];
    for (const other of others) other.hear(lines);
    return lines;
  }

  /** The first one prepares the database before the others come. */
  async start(): Promise<void> {
    if (!this.balancer.listening) {
      this.balancer.listen(this.port, '127.0.0.1');
      await once(this.balancer, 'listening');
    }
    for (const program of this.programs) await program.start();
  }

  launch(): void {
    for (const program of this.programs) program.launch();
  }

  async stop(): Promise<number | null> {
    const codes = await Promise.all(this.programs.map(async (program) => program.stop()));
    this.balancer.close();
    return codes.find((code) => code !== 0) ?? 0;
  }

  async kill(): Promise<void> {
    await Promise.all(this.programs.map(async (program) => program.kill()));
    this.balancer.close();
  }

  private get programs(): Program[] {
    return this.nodes.map(({ program }) => program);
  }

  /** @param chances how many servers may still be tried */
  private pass(caller: Socket, chances: number): void {
    const node = this.nodes[(this.next += 1) % this.nodes.length];
    if (!node || chances === 0) {
      caller.destroy();
      return;
    }
    const server = connect({ port: node.port, host: '127.0.0.1', allowHalfOpen: true });
    const refused = (): void => this.pass(caller, chances - 1);
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      for (const [from, to] of [
        [caller, server],
        [server, caller],
      ] as const) {
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroySoon());
      }
    });
  }
}
