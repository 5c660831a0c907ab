import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommitUnknown, DATABASE_FILE, moveStorage, type Moved, Storage } from '#libs/storage';
import { type Place, placesOf, USAGE } from './arguments.js';

const TO_POSTGRES = `Everything is in PostgreSQL. Start the server with DATABASE_URL, API_KEY and API_WEBHOOK_SECRET: generated secrets are in
.api-key and .webhook-secret of the directory. What is left there is renamed, and only of use if you go back before the
server has run.`;
const TO_SQLITE = `Everything is in the directory. Start the server with it as SESSION_PATH, and without DATABASE_URL. The database in PostgreSQL
refuses to be used.`;

const UNKNOWN = `It is not known whether everything was moved, and neither database is used until you have looked. If there are rows in
the table instances of the destination, it was; otherwise undo the renaming of the source, and run the command again`;

/** The result goes to standard output as one line of JSON, everything else to standard error. */
async function main(): Promise<void> {
  process.umask(0o077);
  const places = placesOf(process.argv.slice(2), process.env);
  if (!places) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    process.stdout.write(`${JSON.stringify(await move(places.from, places.to))}\n`);
    process.stderr.write(`${places.to.url === undefined ? TO_SQLITE : TO_POSTGRES}\n`);
  } catch (error) {
    const outcome = error instanceof CommitUnknown ? UNKNOWN : 'nothing was moved';
    process.stderr.write(`${outcome}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function move(from: Place, to: Place): Promise<Moved> {
  if (from.url === undefined && !existsSync(join(from.directory, DATABASE_FILE)))
    throw new Error(`there is no database in ${from.directory}`);
  const source = await Storage.open(from.directory, from.url);
  try {
    const destination = await Storage.open(to.directory, to.url);
    try {
      return await moveStorage(source, destination, (table) => process.stderr.write(`${table}\n`));
    } finally {
      await destination.close();
    }
  } finally {
    await source.close();
  }
}

await main();
