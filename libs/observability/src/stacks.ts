import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The place in a frame of a stack, if it is in a file of this repository: libraries come without maps, or with wrong ones. */
const PLACE = /([\s(])((?:file:\/\/)?\/[^\s():]+\.js):(\d{1,9}):(\d{1,9})/g;
const LIBRARIES = '/node_modules/';

/** Maps that were read; null if a file has none. */
const maps = new Map<string, SourceMap | null>();

/**
 * The stack of an error with the lines of the TypeScript source. Node's `--enable-source-maps` would do this for every stack
 * that is looked at, and Baileys looks at one for each query; this is for those that are logged.
 */
export function readableStack(stack: string): string {
  return stack.replaceAll(
    PLACE,
    (place: string, before: string, file: string, line: string, column: string) => {
      if (file.includes(LIBRARIES)) return place;
      const source = placeInSource(pathOf(file), Number(line), Number(column));
      return source === undefined ? place : before + source;
    },
  );
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

function placeInSource(path: string, line: number, column: number): string | undefined {
  const entry = mapOf(path)?.findEntry(line - 1, column - 1);
  // A line without an entry of its own is one of a library that is bundled with the code.
  if (!entry || !('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  return `${resolve(dirname(path), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
}

function mapOf(path: string): SourceMap | null {
  const known = maps.get(path);
  if (known !== undefined) return known;
  const map = readMap(`${path}.map`);
  maps.set(path, map);
  return map;
}

function readMap(path: string): SourceMap | null {
  try {
    const payload: SourceMapPayload = JSON.parse(readFileSync(path, 'utf8'));
    return new SourceMap(payload);
  } catch {
    return null;
  }
}
