import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../harness/process.js';
import type { Row } from './figures.js';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');

/** Prints the tables of the parts that were measured, and writes them to the guide, which keeps its other parts. */
export async function publish(measured: ReadonlyMap<string, readonly Row[]>): Promise<void> {
  const sections = sectionsOf(readFileSync(PAGE, 'utf8'));
  for (const [part, rows] of measured) {
    const section = sectionOf(rows);
    sections.set(part, section);
    process.stdout.write(`\n${part}\n${section}\n`);
  }
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(page(sections), { ...options, parser: 'markdown' }));
}

/** The text of each part of the page, by its heading. */
function sectionsOf(text: string): Map<string, string> {
  const [, ...parts] = text.split(/^## /m);
  return new Map(
    parts.map((part): [string, string] => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end).trim()];
    }),
  );
}

function sectionOf(rows: readonly Row[]): string {
  const today = new Date().toISOString().slice(0, 10);
  return [
    `Measured on ${today} with Node ${process.versions.node} on ${cpus().length} cores.`,
    '',
    '| What | This server | Compared with | Ratio | Goal |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, ours, other, ratio, goal }) =>
        `| ${what} | ${ours} | ${other} | ${ratio?.toFixed(2) ?? ''} | ${goal ?? ''} |`,
    ),
  ].join('\n');
}

function page(sections: ReadonlyMap<string, string>): string {
  return `# Benchmarks

\`npm run bench\` measures everything on this page in one run of about fifteen minutes, on loopback and against the
emulator, and writes the page; \`npm run bench -- -t Lists\` measures one part, and leaves the others as they are. Look at the
ratios: both sides of a row are measured in the same run, each in a process of its own, and alternately where possible.
Absolute figures depend on the machine, which the server, the emulator, the receiver and the measuring program share. It
runs on Node 24, which npm fetches.

Unless a row says otherwise, the server is compared with plain miaw-core, with its five stores off and its session in
files, and with webhooks that axios sends over keep-alive connections, with nothing on disk. "(ours)" is this server
under the other condition of the row.

- This server stores a message before it sends it, and answers once WhatsApp has acknowledged it. miaw-core returns
  after writing to its socket.
- This server stores a received message, its event and its delivery before it sends WhatsApp the receipt. miaw-core
  calls a listener.
- This server stores each attempt of a delivery before the next delivery of the same chat goes out.

${[...sections].map(([part, text]) => `## ${part}\n\n${text}\n`).join('\n')}`;
}
