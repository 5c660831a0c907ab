// Writes the tables of README.md from the catalogues of the built code; with --check, fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, ERRORS } from '../dist/apps/api/src/http/error-catalogue.js';
import { EVENT_NAMES, EVENTS } from '../dist/libs/events/src/index.js';

const file = fileURLToPath(new URL('../README.md', import.meta.url));

const TABLES = {
  events: table(
    ['Event', 'Sent when'],
    EVENT_NAMES.map((name) => [`\`${name}\``, EVENTS[name].when]),
  ),
  errors: table(
    ['Code', 'Status', 'When'],
    ERROR_CODES.map((code) => [`\`${code}\``, String(ERRORS[code].status), ERRORS[code].description]),
  ),
};

/** As prettier lays tables out. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function filled(text) {
  return Object.entries(TABLES).reduce((readme, [name, rows]) => {
    const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
    if (!between.test(readme)) throw new Error(`README.md has no place for the table of ${name}`);
    return readme.replace(between, (_, open, close) => `${open}\n${rows}\n${close}`);
  }, text);
}

const before = readFileSync(file, 'utf8');
const after = filled(before);
if (!process.argv.includes('--check')) {
  writeFileSync(file, after);
} else if (before !== after) {
  console.error(
    'the tables of README.md are not those of the code: run `npm run tables` and commit the result',
  );
  process.exitCode = 1;
}
