import { loadPlaces, readVariables } from '#libs/config';
import {
  type ForeignSession,
  type Imported,
  importSession,
  readBaileys,
  readEvolution,
  readWaha,
} from '#libs/importing';
import { CommitUnknown, Storage } from '#libs/storage';
import { type Command, commandOf, USAGE } from './arguments.js';

const UNKNOWN = `It is not known whether the session was imported. Start the server: if the instance is there, it was. Otherwise undo the
renaming of the file with the credentials, and run the command again`;

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
    process.stdout.write(`${JSON.stringify(await run(command))}\n`);
  } catch (error) {
    process.stderr.write(
      `${error instanceof CommitUnknown ? UNKNOWN : 'nothing was imported'}: ${reasonOf(error)}\n`,
    );
    process.exitCode = 1;
  }
}

async function run({ source, instanceId, keep, disconnected }: Command): Promise<Imported> {
  const { sessionPath, databaseUrl } = loadPlaces(readVariables(process.cwd(), process.env));
  const now = Date.now();
  const session = await readFrom(source, now);
  for (const sentence of session.leftOut) process.stderr.write(`left out: ${sentence}\n`);
  // The database is open to nobody else: no server has the instance, nor one of this id.
  const storage = await Storage.open(sessionPath, databaseUrl);
  try {
    const options = { instanceId: instanceId ?? session.name ?? '', now, keep, disconnected };
    const imported = await importSession(storage, session, options);
    process.stderr.write(`${afterwards(source, session, imported)}\n`);
    return imported;
  } finally {
    await storage.close();
  }
}

async function readFrom(source: Command['source'], now: number): Promise<ForeignSession> {
  if (source.kind === 'evolution') return readEvolution(source.file, source.keysAt, now);
  return source.kind === 'waha' ? readWaha(source.directory, now) : readBaileys(source.directory, now);
}

/** What keeps the device from being started twice. */
function afterwards(
  { kind }: Command['source'],
  { file }: ForeignSession,
  { instanceId, renamed }: Imported,
): string {
  const device =
    kind === 'evolution'
      ? 'Evolution API still has its credentials in its database: delete the row of the table Session before you start it again.'
      : renamed === undefined
        ? `${file} is still in its place: never start this session there again.`
        : `${file} is renamed, so that nobody starts this session there again.`;
  return `The device is the instance ${instanceId} now, and goes on when the server starts. ${device}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await main();
