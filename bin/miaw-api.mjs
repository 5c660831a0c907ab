#!/usr/bin/env node
// The command of the package: starts one of its programs.
import { readFileSync } from 'node:fs';

const USAGE = `usage: miaw-api [command]

  miaw-api               starts the server
  miaw-api sandbox       plays a conversation with the server over an emulated WhatsApp; --verbose prints all of it
  miaw-api migrate       moves everything to a PostgreSQL database or out of it: --from DIRECTORY, --to DIRECTORY
  miaw-api import        takes over a linked device of Baileys, WAHA or Evolution API, without a new QR code
  miaw-api backup        makes a backup: --to DIRECTORY or --to FILE.tar
  miaw-api restore       restores one: --from FILE.tar, --replace, --disconnected
  miaw-api mcp           lets agents use a server over the Model Context Protocol: MIAW_URL, MIAW_API_KEY
  miaw-api --version
  miaw-api --help

The server and the commands about its data read their variables from the environment and from .env in the working directory.
SESSION_PATH says where the data is, ./sessions unless set. docs/configuration.md has all variables.`;

/** What each command runs, from this file. */
const PROGRAMS = new Map([
  ['start', '../dist/server/main.js'],
  ['sandbox', '../dist/programs/sandbox.js'],
  ['migrate', '../dist/programs/migrate.js'],
  ['import', '../dist/programs/import.js'],
  ['backup', '../dist/programs/backup.js'],
  ['restore', '../dist/programs/backup.js'],
  ['mcp', '../dist/programs/mcp.js'],
]);
/** Its program has two commands, and reads which. */
const NAMED = new Set(['backup', 'restore']);
const WRONG_USAGE = 2;

const [command = 'start', ...rest] = process.argv.slice(2);
const program = PROGRAMS.get(command);
if (program !== undefined) {
  process.argv.splice(2, process.argv.length, ...(NAMED.has(command) ? [command] : []), ...rest);
  await import(new URL(program, import.meta.url));
} else if (command === '--version' || command === '-v') {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else if (command === '--help' || command === '-h') {
  process.stdout.write(`${USAGE}\n`);
} else {
  process.stderr.write(`unknown command: ${command}\n\n${USAGE}\n`);
  process.exitCode = WRONG_USAGE;
}
