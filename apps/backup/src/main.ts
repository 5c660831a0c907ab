import { join, resolve } from 'node:path';
import {
  type Backup,
  BACKUP_SUFFIX,
  BackupFault,
  newBackupId,
  type OnProgress,
  pruneBackups,
  restoreBackup,
  writeBackup,
} from '#libs/backup';
import { ConfigurationError, loadPlaces, type Places, readVariables, VERSION } from '#libs/config';
import { type Command, commandOf, USAGE } from './arguments.js';

const RESTORED = `The data is restored. Before you start the server, make sure that the original never runs again: two servers
with one account break its sessions. docs/operating.md says what is lost since the backup was made.`;

/** The database of PostgreSQL has tools of its own. */
const ON_POSTGRES: Record<Command['name'], string> = {
  backup: 'DATABASE_URL is set: the state is in PostgreSQL, use pg_dump instead; see docs/postgresql.md',
  restore:
    'DATABASE_URL is set: the state is in PostgreSQL, use pg_restore instead; unset it to restore a backup into SESSION_PATH',
};

/** What to do instead, by code of a fault. */
const ADVICE: Partial<Record<string, string>> = {
  not_empty: 'use --replace to keep what is there in a directory beside the new data',
};

/** The result goes to standard output as one line of JSON, everything else to standard error. */
async function main(): Promise<void> {
  process.umask(0o077);
  const command = commandOf(process.argv.slice(2));
  if (!command) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    const places = loadPlaces(readVariables(process.cwd(), process.env));
    process.stdout.write(`${JSON.stringify(await run(command, places))}\n`);
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}

async function run(command: Command, places: Places): Promise<object> {
  if (places.databaseUrl !== undefined) throw new Error(ON_POSTGRES[command.name]);
  if (command.name === 'backup') return backUp(command.to, places);
  const { sessionPath, backups } = places;
  const { from, replace, disconnected } = command;
  const restored = await restoreBackup({
    from: resolve(from),
    sessionPath,
    backupPath: backups.path,
    replace,
    disconnected,
    onProgress: progress(),
  });
  process.stderr.write(`${RESTORED}\n`);
  return restored;
}

/** @param to a file that ends in `.tar`, or a directory; undefined: the directory of the server's own backups */
async function backUp(to: string | undefined, places: Places): Promise<Backup> {
  const { sessionPath, backups } = places;
  const destination = to?.endsWith(BACKUP_SUFFIX)
    ? resolve(to)
    : join(resolve(to ?? backups.path), `${newBackupId(Date.now())}${BACKUP_SUFFIX}`);
  const backupPath = backups.path;
  const options = { sessionPath, backupPath, destination, version: VERSION, onProgress: progress() };
  const backup = await writeBackup(options);
  if (to === undefined) await pruneBackups(backupPath, backups.keep);
  return backup;
}

/** Writes what is being done, and each tenth of it. */
function progress(): OnProgress {
  let last = '';
  return (step, share) => {
    const tenths = Math.floor(Math.min(1, share) * 10);
    const line = share > 0 && share < 1 ? `${step}: ${tenths * 10} %` : step;
    if (line === last) return;
    last = line;
    process.stderr.write(`${line}\n`);
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof BackupFault) {
    const advice = ADVICE[error.code];
    const details = Object.entries(error.details).map(([name, value]) => `${name} ${value}`);
    return [error.message, ...details, ...(advice === undefined ? [] : [advice])].join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

await main();
