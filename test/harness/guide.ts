import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './process.js';

/** A fenced block of a guide. */
export interface Block {
  /** Line of its fence, from 1. */
  line: number;
  /** The heading that it stands under. */
  section: string;
  language: string;
  /** What stands behind the language: a file's name, or a word for the test. */
  label: string;
  text: string;
}

/** Which suite of test/guides executes the examples of which file. */
const READERS: Record<string, readonly string[]> = {
  start: ['README.md', 'docs/getting-started.md'],
  calls: [
    'docs/sending.md',
    'docs/media.md',
    'docs/groups.md',
    'docs/communities.md',
    'docs/channels.md',
    'docs/chats.md',
    'docs/keys.md',
    'docs/webhooks.md',
    'docs/operating.md',
    'docs/calls.md',
    'docs/instances.md',
    'docs/errors.md',
  ],
  receiving: ['docs/receiving.md'],
  catalog: ['docs/catalog.md', 'docs/business.md'],
  cluster: ['docs/cluster.md'],
  'coming-over': ['docs/coming-over.md'],
  deployment: ['docs/deployment.md'],
  emulator: ['docs/emulator.md'],
  mcp: ['docs/mcp.md'],
  passkey: ['docs/passkey.md'],
  postgresql: ['docs/postgresql.md'],
  status: ['docs/status.md'],
  testing: ['docs/testing.md'],
};

/** The files that a suite executes, each with its own account of what has been. */
export function guidesFor(suite: string): Guide[] {
  return (READERS[suite] ?? []).map((file) => new Guide(file));
}

/** The suite that executes a file's examples. */
export function readerOf(file: string): string | undefined {
  return Object.keys(READERS).find((suite) => READERS[suite]?.includes(file));
}

/** A guide with the examples that it gives, and an account of those that were executed. */
export class Guide {
  readonly text: string;
  readonly blocks: Block[];
  private readonly executed = new Set<Block>();

  /** @param file from the root of the project */
  constructor(readonly file: string) {
    this.text = readFileSync(join(ROOT, file), 'utf8');
    this.blocks = blocksIn(this.text);
  }

  /** The block with a label, or in a language, which is executed now. @throws when there is not exactly one */
  take(name: string): Block {
    const found = this.blocks.filter(({ label, language }) => label === name || language === name);
    const [block] = found;
    if (!block || found.length > 1) throw new Error(`${this.file} has ${found.length} blocks ${name}`);
    return this.done(block);
  }

  /** The blocks under a heading that start what stays, which is executed now. @throws when there is none */
  starting(section: string): Block[] {
    const found = this.blocks.filter((block) => block.section === section && block.label === START);
    if (found.length === 0) throw new Error(`${this.file} starts nothing under ${section}`);
    return found.map((block) => this.done(block));
  }

  done(block: Block): Block {
    this.executed.add(block);
    return block;
  }

  /** What nobody has executed so far. */
  left(): string[] {
    return this.blocks
      .filter((block) => !this.executed.has(block))
      .map(({ line, language, label }) => `${this.file}:${line} ${language} ${label}`.trim());
  }

  /** The links of the guide that are not to other sites: file and, behind `#`, heading. */
  links(): string[] {
    return [...this.text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].flatMap(([, target]) => target ?? []);
  }

  /** Its headings as links name them. */
  anchors(): string[] {
    return [...this.text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(/\s/g, '-'),
    );
  }
}

function blocksIn(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; info: string; lines: string[] } | undefined;
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (!open && /^#+ /.test(line)) section = line.replace(/^#+ /, '');
    if (!/^\s*```/.test(line)) open?.lines.push(line);
    else if (!open) open = { line: index + 1, info: line.trim().slice(3).trim(), lines: [] };
    else {
      const [language = '', ...label] = open.info.split(' ');
      const lines = open.lines.join('\n');
      blocks.push({ line: open.line, section, language, label: label.join(' '), text: lines });
      open = undefined;
    }
  }
  return blocks;
}

/** What one block of a script has printed. */
export interface Printed {
  block: Block;
  output: string;
}

/** The label of shell blocks that start what stays, or what is not on every machine. */
export const START = 'start';

const MARK = '@@ block';
const PATIENCE_MS = 240_000;

/**
 * Runs shell blocks one after the other in one bash, as a reader does who follows a guide.
 * @param written what stands in the guide and what is to stand in its place, such as addresses
 * @param watch called with everything that was printed so far, whenever there is more
 * @throws naming the block that failed, with what it printed
 */
export async function follow(
  guide: Guide,
  blocks: readonly Block[],
  written: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  directory: string,
  watch: (output: string) => void = () => undefined,
): Promise<Printed[]> {
  const script = blocks
    .map(({ text }, index) => `printf '\\n${MARK} ${index}\\n'\n${replaced(text, written)}\n`)
    .join('');
  const bash = spawn('bash', ['-c', `set -euo pipefail\n${script}`], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, ...env },
    timeout: PATIENCE_MS,
  });
  bash.on('error', (error) => (errors += error.message));
  let output = '';
  let errors = '';
  bash.stdout.setEncoding('utf8').on('data', (text: string) => watch((output += text)));
  bash.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => bash.on('close', resolve));
  const printed = output
    .split(new RegExp(`\\n${MARK} \\d+\\n`))
    .slice(1)
    .flatMap((text, index) => {
      const block = blocks[index];
      return block ? [{ block, output: text }] : [];
    });
  if (code !== 0 || printed.length !== blocks.length) {
    const last = printed.at(-1);
    throw new Error(`${guide.file}:${last?.block.line} ended with ${code}\n${last?.output}\n${errors}`);
  }
  for (const { block } of printed) guide.done(block);
  return printed;
}

/**
 * Follows a guide, and holds each answer that it shows against the real one before it.
 * @param options.section the heading to keep to
 * @param options.watch as of {@link follow}
 * @throws naming the block whose answer looks different
 */
export async function walk(
  guide: Guide,
  written: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  directory: string,
  { section, watch }: { section?: string; watch?: (output: string) => void } = {},
): Promise<void> {
  const here = guide.blocks.filter((block) => section === undefined || block.section === section);
  const steps = here.filter(({ language, label }) => language === 'sh' && label === '');
  const printed = await follow(guide, steps, written, env, directory, watch);
  for (const block of here.filter(({ language, label }) => language === 'json' && label === '')) {
    const before = guide.blocks[guide.blocks.indexOf(block) - 1];
    const step = printed.find((each) => each.block === before);
    if (!step) throw new Error(`${guide.file}:${block.line} shows the answer to nothing`);
    const faults = unlike(JSON.parse(block.text), lastValue(step));
    if (faults.length > 0)
      throw new Error(`${guide.file}:${block.line} ${faults.join(', ')}: ${step.output}`);
    guide.done(block);
  }
}

/** A text with addresses, for example, in the place of others. */
export function replaced(text: string, written: Readonly<Record<string, string>>): string {
  return Object.entries(written).reduce((whole, [from, to]) => whole.replaceAll(from, to), text);
}

/** The JSON value that was printed last. @throws when there is none */
function lastValue({ block, output }: Printed): unknown {
  for (const { index } of output.matchAll(/[{[]/g)) {
    try {
      return JSON.parse(output.slice(index));
    } catch {
      // An earlier value begins here, or one inside another.
    }
  }
  throw new Error(`the block at line ${block.line} has printed no answer: ${output}`);
}

/** What an answer says under these names is to be what the guide shows. */
const EXACT = /\.(code|message|reason)$/;

/**
 * What of a value is not in the shape of an example: the same kinds of values under the same names. Lists of texts are
 * equal. Other lists are held against the entries of the example, and are not empty where those are not. Addresses have
 * the same server, as in `@lid`.
 */
function unlike(example: unknown, value: unknown, path = ''): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    if ((value.length === 0) !== (example.length === 0)) return [`${path} has ${value.length} entries`];
    if (example.length > 0 && example.every((each) => typeof each === 'string'))
      return String(example) === String(value) ? [] : [`${path} is ${value.join()}`];
    return value.flatMap((each, index) =>
      unlike(example[Math.min(index, example.length - 1)], each, `${path}.${index}`),
    );
  }
  if (typeof example === 'object' && example !== null) {
    if (typeof value !== 'object' || value === null) return [`${path} is no object`];
    const names = new Set([...Object.keys(example), ...Object.keys(value)]);
    return [...names].flatMap((name) => {
      const [one, other]: unknown[] = [Reflect.get(example, name), Reflect.get(value, name)];
      if (one === undefined) return [`${path}.${name} is not in the guide`];
      return other === undefined ? [`${path}.${name} is missing`] : unlike(one, other, `${path}.${name}`);
    });
  }
  const differs = EXACT.test(path) ? example !== value : kindOf(example) !== kindOf(value);
  return differs ? [`${path} is ${String(value)}`] : [];
}

/** The type of a value; of an address its server, too. */
function kindOf(value: unknown): string {
  return typeof value === 'string' ? `text ${/@[a-z.]+$/.exec(value)?.[0] ?? ''}` : typeof value;
}
