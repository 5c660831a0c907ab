import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '#libs/config';

const ENTRY = join(ROOT, 'dist', 'server', 'main.js');
const STARTUP_MS = 30_000;

/** The preferred port, or any free one if it is taken. */
export async function portOr(preferred: number): Promise<number> {
  for (const port of [preferred, 0]) {
    const probe = createServer();
    try {
      probe.listen(port, '127.0.0.1');
      await once(probe, 'listening');
      const address = probe.address();
      if (typeof address === 'object' && address !== null) return address.port;
    } catch {
      continue;
    } finally {
      probe.close();
    }
  }
  throw new Error('no port is free');
}

/** The real server, in a process of its own. */
export class Server {
  private constructor(private readonly child: ChildProcess) {}

  /** @throws if it does not answer within 30 seconds */
  static async start(port: number, env: Record<string, string>): Promise<Server> {
    const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
      env: { ...process.env, ...env, API_PORT: String(port), API_HOST: process.env.API_HOST || '127.0.0.1' },
      stdio: ['ignore', 'inherit', 'inherit'],
      // Ctrl-C reaches the whole process group, but the sandbox decides when the server stops.
      detached: true,
    });
    const server = new Server(child);
    const deadline = Date.now() + STARTUP_MS;
    while (!(await isUp(port))) {
      if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
      if (Date.now() > deadline) throw new Error('the server did not start within 30 s');
      await delay(100);
    }
    return server;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

async function isUp(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1_000) });
    return response.ok;
  } catch {
    return false;
  }
}
