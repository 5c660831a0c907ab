import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './process.js';

/** A fenced block of a guide. */
export interface Block {
  /** Line of its fence, from 1. */
  line: number;
  language: string;
  /** What stands behind the language: a file's name, or a word for the test. */
  label: string;
  text: string;
}

/** A guide with the examples that it gives. */
export class Guide {
  readonly text: string;
  readonly blocks: Block[];

  /** @param file from the root of the project */
  constructor(readonly file: string) {
    this.text = readFileSync(join(ROOT, file), 'utf8');
    this.blocks = blocksIn(this.text);
  }

  /** The block with a label. @throws when there is none */
  block(label: string): Block {
    const found = this.blocks.find((each) => each.label === label);
    if (!found) throw new Error(`${this.file} has no block ${label}`);
    return found;
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
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line);
    else if (!open) open = { line: index + 1, info: line.slice(3).trim(), lines: [] };
    else {
      const [language = '', ...label] = open.info.split(' ');
      blocks.push({ line: open.line, language, label: label.join(' '), text: open.lines.join('\n') });
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

const MARK = '@@ block';
const PATIENCE_MS = 60_000;

/**
 * Runs shell blocks one after the other in one bash, as a reader does who follows a guide.
 * @param written what stands in the guide and what is to stand in its place, such as addresses
 * @throws naming the block that failed, with what it printed
 */
export async function follow(
  guide: Guide,
  blocks: readonly Block[],
  written: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  directory: string,
): Promise<Printed[]> {
  const script = blocks
    .map(({ text }, index) => `printf '\\n${MARK} ${index}\\n'\n${replaced(text, written)}\n`)
    .join('');
  const bash = spawn('bash', ['-c', `set -euo pipefail\n${script}`], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, ...env },
    timeout: PATIENCE_MS,
  });
  let output = '';
  let errors = '';
  bash.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  bash.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => bash.on('close', resolve));
  const printed = output
    .split(new RegExp(`\\n${MARK} \\d+\\n`))
    .slice(1)
    .flatMap((text, index) => {
      const block = blocks[index];
      return block ? [{ block, output: text }] : [];
    });
  if (code !== 0) {
    const last = printed.at(-1);
    throw new Error(`${guide.file}:${last?.block.line} ended with ${code}\n${last?.output}\n${errors}`);
  }
  return printed;
}

function replaced(text: string, written: Readonly<Record<string, string>>): string {
  return Object.entries(written).reduce((whole, [from, to]) => whole.replaceAll(from, to), text);
}

/** The last JSON object that was printed. @throws when there is none */
export function lastObject({ block, output }: Printed): unknown {
  const start = output.lastIndexOf('{"success"');
  if (start < 0) throw new Error(`the block at line ${block.line} has printed no answer: ${output}`);
  return JSON.parse(output.slice(start));
}

/**
 * What of a value is not in the shape of an example: the same kinds of values under the same names. Lists are held
 * against the entries of the example, error codes have to be the same.
 */
export function unlike(example: unknown, value: unknown, path = ''): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
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
  if (path.endsWith('.code') && example !== value) return [`${path} is ${String(value)}`];
  return typeof example === typeof value ? [] : [`${path} is ${typeof value}`];
}
