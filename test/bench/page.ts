import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../harness/process.js';
import type { Row } from './figures.js';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');

/** Prints the table, and writes it to the guide when every part was measured. */
export async function publish(rows: readonly Row[]): Promise<void> {
  const table = [
    '| What | This server | Compared with | Ratio | Goal |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, ours, other, ratio, goal }) =>
        `| ${what} | ${ours} | ${other} | ${ratio?.toFixed(2) ?? ''} | ${goal ?? ''} |`,
    ),
  ].join('\n');
  process.stdout.write(`\n${table}\n\n`);
  const options = await resolveConfig(PAGE);
  const text = await format(page(table), { ...options, parser: 'markdown' });
  writeFileSync(PAGE, text);
}

function page(table: string): string {
  const today = new Date().toISOString().slice(0, 10);
  return `# Benchmarks

\`npm run bench\` measures all of this in one go, on loopback and against the emulator, in a quarter of an hour at the
most, and writes this page. What counts are the ratios: both sides of a line are measured in the same run, each in a
process of its own, in turns where that is possible. Absolute figures are those of the machine.

Measured on ${today} with Node ${process.versions.node} on ${cpus().length} cores, which the server, the emulator,
the receiver and the program that measures share.

${table}

Compared with, unless the line says something else: miaw-core by itself, its five stores turned off and its session in
files, and webhooks by axios on kept-alive connections with nothing on disk. "(ours)" is this server as well, under the
other condition of the line.

- A send is answered here once WhatsApp has acknowledged it, and is on disk before it leaves; miaw-core returns when it
  has written to its socket.
- A message received is on disk before WhatsApp gets its receipt, and so are its event and its delivery; miaw-core calls
  a listener.
- An attempt of a delivery is on disk before the next of its chat goes out.
`;
}
