import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateFile } from './state-file.js';

describe('the state file', () => {
  let directory: string;

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'emulator-')), 'state');
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const file = () => join(directory, 'emulator.journal');

  it('reads what was put or deleted a moment ago', () => {
    const saved = StateFile.open(directory);
    saved.put('kind/owner/one', () => 1);
    expect(saved.get('kind/owner/one')).toBe(1);
    saved.delete('kind/owner/one');
    expect([...saved.entries('kind/owner/')]).toEqual([]);
    saved.close();
  });

  it('gives back the last value of each name, in the order of their first', () => {
    const stateFile = StateFile.open(directory);
    stateFile.put('a/1/x', () => 1);
    stateFile.put('a/2/y', () => ({ list: [true, null, 'text'] }));
    stateFile.put('b/1/z', () => 3);
    stateFile.flush();
    stateFile.put('a/1/x', () => 4);
    stateFile.delete('b/1/z');
    stateFile.close();
    const again = StateFile.open(directory);
    expect([...again.entries('a/')]).toEqual([
      ['a/1/x', 4],
      ['a/2/y', { list: [true, null, 'text'] }],
    ]);
    expect([...again.entries('a/2/')]).toHaveLength(1);
    expect(again.get('b/1/z')).toBeUndefined();
    again.close();
  });

  it('ignores a line that a crash has torn', () => {
    const stateFile = StateFile.open(directory);
    stateFile.put('a/1', () => 'whole');
    stateFile.close();
    appendFileSync(file(), '["a/2","to');
    const again = StateFile.open(directory);
    expect([...again.entries('')]).toEqual([['a/1', 'whole']]);
    again.close();
  });

  it('is readable by its owner only', () => {
    StateFile.open(directory).close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('writes itself anew when most of it is outdated', () => {
    const stateFile = StateFile.open(directory);
    const large = 'x'.repeat(100_000);
    for (let round = 0; round < 60; round++) {
      stateFile.put('a/1', () => large + round);
      stateFile.flush();
    }
    expect(statSync(file()).size).toBeLessThan(4_500_000);
    stateFile.close();
    const again = StateFile.open(directory);
    expect(again.get('a/1')).toBe(`${large}59`);
    again.close();
  });

  it('keeps nothing without a directory', () => {
    const stateFile = StateFile.open();
    stateFile.put('a/1', () => 1);
    stateFile.close();
    expect(stateFile.get('a/1')).toBeUndefined();
  });
});
