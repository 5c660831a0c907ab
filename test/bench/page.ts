import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../harness/process.js';
import type { Row } from './figures.js';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');

/** Prints the table and writes it to the guide. */
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

\`npm run bench\` measures everything on this page in one run of about fifteen minutes, on loopback and against the
emulator, and writes the page. Look at the ratios: both sides of a row are measured in the same run, each in a process
of its own, and alternately where possible. Absolute figures depend on the machine. It runs on Node 24, which npm fetches.

Measured on ${today} with Node ${process.versions.node} on ${cpus().length} cores, shared by the server, the emulator,
the receiver and the measuring program.

${table}

Unless a row says otherwise, the server is compared with plain miaw-core, with its five stores off and its session in
files, and with webhooks that axios sends over keep-alive connections, with nothing on disk. "(ours)" is this server
under the other condition of the row.

- This server stores a message before it sends it, and answers once WhatsApp has acknowledged it. miaw-core returns
  after writing to its socket.
- This server stores a received message, its event and its delivery before it sends WhatsApp the receipt. miaw-core
  calls a listener.
- This server stores each attempt of a delivery before the next delivery of the same chat goes out.
`;
}
