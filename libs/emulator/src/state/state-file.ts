import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A value that can be saved: JSON, without fields that are undefined. */
export type Json = null | boolean | number | string | undefined | Json[] | { [name: string]: Json };

const FLUSH_DELAY_MS = 10;
const COMPACT_ABOVE_BYTES = 4_000_000;

function groupOf(name: string): string {
  return name.split('/', 2).join('/');
}

/**
 * The saved state: named JSON values in an append-only file, one line per change. An incomplete last line, left by a
 * crash, is ignored at the next start. When most of the file is outdated, it is written anew beside the old one and
 * renamed. Changes are written after 10 ms, several changes of one name as one line. Without a directory, nothing is
 * saved.
 */
export class StateFile {
  private readonly groups = new Map<string, Map<string, string>>();
  private readonly pending = new Map<string, (() => Json) | undefined>();
  private timer: NodeJS.Timeout | undefined;
  private file: number | undefined;
  private written = 0;
  private live = 0;

  private constructor(private readonly path: string | undefined) {}

  /** @throws Error when the directory cannot be created or read */
  static open(directory?: string): StateFile {
    if (directory === undefined) return new StateFile(undefined);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stateFile = new StateFile(join(directory, 'emulator.journal'));
    stateFile.load();
    stateFile.compact();
    return stateFile;
  }

  /**
   * The saved values whose names start with a prefix. A prefix of two segments (`kind/owner/`) reads only the values
   * of that owner.
   */
  *entries(prefix: string): Generator<[name: string, value: unknown]> {
    this.flush();
    for (const lines of this.candidates(prefix))
      for (const [name, line] of lines) {
        if (!name.startsWith(prefix)) continue;
        const parsed: unknown = JSON.parse(line);
        if (Array.isArray(parsed)) yield [name, parsed[1]];
      }
  }

  /** The saved value of a name, undefined if it has none. */
  get(name: string): unknown {
    if (this.pending.has(name)) this.flush();
    const line = this.group(name)?.get(name);
    if (line === undefined) return undefined;
    const parsed: unknown = JSON.parse(line);
    return Array.isArray(parsed) ? parsed[1] : undefined;
  }

  /** @param value called when the line is written, so it returns the latest state */
  put(name: string, value: () => Json): void {
    this.change(name, value);
  }

  delete(name: string): void {
    this.change(name, undefined);
  }

  /** Writes all pending changes. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.file === undefined || this.pending.size === 0) return;
    let block = '';
    for (const [name, value] of this.pending) block += this.record(name, value?.());
    this.pending.clear();
    writeSync(this.file, block);
    this.written += Buffer.byteLength(block);
    if (this.written > COMPACT_ABOVE_BYTES && this.written > 3 * this.live) this.compact();
  }

  close(): void {
    this.flush();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private change(name: string, value: (() => Json) | undefined): void {
    if (this.path === undefined) return;
    this.pending.delete(name);
    this.pending.set(name, value);
    this.timer ??= setTimeout(() => this.flush(), FLUSH_DELAY_MS);
  }

  private record(name: string, value: Json): string {
    const line = JSON.stringify(value === undefined ? [name] : [name, value]);
    this.remember(name, value === undefined ? undefined : line);
    return `${line}\n`;
  }

  private remember(name: string, line: string | undefined): void {
    const group = this.group(name) ?? new Map<string, string>();
    this.live -= group.get(name)?.length ?? 0;
    if (line === undefined) group.delete(name);
    else group.set(name, line);
    this.live += line?.length ?? 0;
    this.groups.set(groupOf(name), group);
  }

  private group(name: string): Map<string, string> | undefined {
    return this.groups.get(groupOf(name));
  }

  private candidates(prefix: string): Iterable<Map<string, string>> {
    if (prefix.split('/').length < 3) return this.groups.values();
    const group = this.group(prefix);
    return group ? [group] : [];
  }

  private load(): void {
    if (this.path === undefined || !existsSync(this.path)) return;
    const content = readFileSync(this.path, 'utf8');
    const complete = content.slice(0, content.lastIndexOf('\n') + 1);
    for (const line of complete.split('\n')) {
      if (line === '') continue;
      const parsed: unknown = JSON.parse(line);
      if (!Array.isArray(parsed) || typeof parsed[0] !== 'string')
        throw new Error(`the state file ${this.path} is damaged`);
      this.remember(parsed[0], parsed.length === 1 ? undefined : line);
    }
  }

  private compact(): void {
    if (this.path === undefined) return;
    if (this.file !== undefined) closeSync(this.file);
    let content = '';
    for (const group of this.groups.values()) for (const line of group.values()) content += `${line}\n`;
    const beside = `${this.path}.new`;
    writeFileSync(beside, content, { mode: 0o600 });
    renameSync(beside, this.path);
    this.file = openSync(this.path, 'a', 0o600);
    fchmodSync(this.file, 0o600);
    this.live = content.length;
    this.written = content.length;
  }
}
