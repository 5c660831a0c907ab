// Writes the tables of the guides from the catalogues of the built code; with --check, fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, ERRORS } from '../dist/apps/api/src/http/error-catalogue.js';
import { EVENT_NAMES, EVENTS } from '../dist/libs/events/src/index.js';

/** By the file that has them. */
const TABLES = {
  'docs/receiving.md': [
    'events',
    table(
      ['Event', 'Sent when'],
      EVENT_NAMES.map((name) => [`\`${name}\``, EVENTS[name].when]),
    ),
  ],
  'docs/errors.md': [
    'errors',
    table(
      ['Code', 'Status', 'When'],
      ERROR_CODES.map((code) => [`\`${code}\``, String(ERRORS[code].status), ERRORS[code].description]),
    ),
  ],
};

/** As prettier lays tables out. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function filled(file, text, name, rows) {
  const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  if (!between.test(text)) throw new Error(`${file} has no place for the table of ${name}`);
  return text.replace(between, (_, open, close) => `${open}\n${rows}\n${close}`);
}

for (const [file, [name, rows]] of Object.entries(TABLES)) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const before = readFileSync(path, 'utf8');
  const after = filled(file, before, name, rows);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, after);
  } else if (before !== after) {
    console.error(
      `the table of ${file} is not that of the code: run \`npm run tables\` and commit the result`,
    );
    process.exitCode = 1;
  }
}
