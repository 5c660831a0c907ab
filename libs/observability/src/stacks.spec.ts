import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { readableStack } from './stacks.js';

const SOURCE = `interface Unused {
  name: string;
}

type AlsoUnused = Unused;

export function fails(): never {
  throw new Error('broken');
}
`;

describe('the stack of an error', () => {
  const directory = mkdtempSync(join(tmpdir(), 'miaw-stacks-'));
  const file = join(directory, 'built.js');

  beforeAll(() => {
    const compilerOptions = { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
    const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
      compilerOptions,
      fileName: 'source.ts',
    });
    writeFileSync(file, outputText);
    writeFileSync(`${file}.map`, sourceMapText ?? '');
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ['a module', pathToFileURL(join(directory, 'built.js')).href],
    ['a script', join(directory, 'built.js')],
  ])('names the lines of the source: of %s', (_, place) => {
    const stack = `Error: broken\n    at fails (${place}:2:11)\n    at node:internal/main:1:1`;
    expect(readableStack(stack)).toBe(
      `Error: broken\n    at fails (${join(directory, 'source.ts')}:8:9)\n    at node:internal/main:1:1`,
    );
  });

  it('keeps the lines of libraries, of files without a map and of files that are gone', () => {
    const gone = `Error: no\n    at go (${join(directory, 'gone.js')}:1:1)`;
    expect(readableStack(gone)).toBe(gone);
    const library = `Error: no\n    at go (${join(directory, 'node_modules', 'some', 'built.js')}:2:11)`;
    expect(readableStack(library)).toBe(library);
    expect(readableStack('no stack at all')).toBe('no stack at all');
  });

  it('keeps the lines of a library in a file that has others', () => {
    const map = { version: 3, sources: ['own.ts', null], names: [], mappings: 'AAAA;;AACA' };
    const bundle = join(directory, 'bundle.js');
    writeFileSync(`${bundle}.map`, JSON.stringify(map));
    const stack = (line: number) => `Error: no\n    at go (${bundle}:${line}:9)`;
    expect(readableStack(stack(2))).toBe(stack(2));
    expect(readableStack(stack(3))).toBe(`Error: no\n    at go (${join(directory, 'own.ts')}:2:1)`);
  });
});
