import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskStore } from './disk-store.js';

const NAME = 'ins_0a/fil_0b';
let directory: string;
let root: string;
let store: DiskStore;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-archive-'));
  root = join(directory, 'archive');
  store = new DiskStore(root);
  await store.open();
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function put(name: string, text: string): Promise<void> {
  const path = join(directory, 'incoming');
  writeFileSync(path, text, { mode: 0o600 });
  await store.put(name, path);
}

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of store.list()) found.push(name);
  return found.sort();
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe('a directory of archived files', () => {
  it('keeps what it takes, for its owner alone', async () => {
    await put(NAME, 'one');
    expect(readFileSync(join(root, NAME), 'utf8')).toBe('one');
    expect([root, join(root, 'ins_0a'), join(root, NAME)].map(modeOf)).toEqual([0o700, 0o700, 0o600]);
    expect(existsSync(join(directory, 'incoming'))).toBe(false);
  });

  it('replaces a file that was taken before', async () => {
    await put(NAME, 'one');
    await put(NAME, 'two');
    const destination = join(directory, 'out');
    expect(await store.fetch(NAME, destination)).toBe(true);
    expect(readFileSync(destination, 'utf8')).toBe('two');
    expect(modeOf(destination)).toBe(0o600);
  });

  it('does not take a file away from whoever has fetched it', async () => {
    await put(NAME, 'one');
    const destination = join(directory, 'out');
    await store.fetch(NAME, destination);
    await store.remove([NAME]);
    expect(readFileSync(destination, 'utf8')).toBe('one');
    expect(await store.fetch(NAME, join(directory, 'again'))).toBe(false);
  });

  it('removes files, and directories that are empty then', async () => {
    await put('ins_0a/fil_01', '1');
    await put('ins_0a/fil_02', '2');
    await put('ins_0b/fil_03', '3');
    await store.remove(['ins_0a/fil_01', 'ins_0b/fil_03', 'ins_0c/fil_04']);
    expect(readdirSync(root)).toEqual(['ins_0a']);
    expect(await names()).toEqual(['ins_0a/fil_02']);
    await put('ins_0b/fil_03', '3');
    expect(await names()).toEqual(['ins_0a/fil_02', 'ins_0b/fil_03']);
  });

  it('does not know files that are not its own', async () => {
    await put(NAME, 'one');
    mkdirSync(join(root, '.incoming'));
    writeFileSync(join(root, '.incoming', 'fil_0c'), '');
    writeFileSync(join(root, 'ins_0a', 'notes.txt'), '');
    expect(await names()).toEqual([NAME]);
  });

  it.each(['../../etc/passwd', 'ins_0a/../fil_0b', 'ins_0a', 'ins_0a/fil_0b/x', '/etc/passwd', ''])(
    'refuses the name %j',
    async (name) => {
      await expect(store.fetch(name, join(directory, 'out'))).rejects.toThrow('no name');
      await expect(store.remove([name])).rejects.toThrow('no name');
      await expect(put(name, 'x')).rejects.toThrow('no name');
    },
  );
});
