import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceRow } from '../accounts/instances.js';
import type { Storage } from '../storage.js';
import { openStorage } from '../testing/open-storage.js';

describe('the files of scheduled messages', () => {
  let directory: string;
  let storage: Storage;
  let bot: InstanceRow;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-files-'));
    storage = await openStorage(directory);
    const row = await storage.database.write((write) => storage.instances.insert(write, 'bot', 1));
    if (!row) throw new Error('not inserted');
    bot = row;
  });

  afterEach(async () => {
    await storage.close();
    rmSync(directory, { recursive: true });
  });

  async function keep(id: string, bytes: Buffer): Promise<void> {
    const path = join(directory, id);
    writeFileSync(path, bytes, { mode: 0o600 });
    await storage.scheduledFiles.keep(bot, id, path);
    expect(existsSync(path)).toBe(false);
  }

  it.each([0, 1, 1024 * 1024, 2.5 * 1024 * 1024])('are kept as they are: %d bytes', async (size) => {
    const bytes = randomBytes(size);
    await keep('a', bytes);
    await keep('b', Buffer.from('another'));
    const file = await storage.scheduledFiles.open(bot, 'a');
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
    expect(statSync(file.path).mode & 0o077).toBe(0);
    await file.close();
    // It can be opened as often as it is tried.
    const again = await storage.scheduledFiles.open(bot, 'a');
    expect(statSync(again.path).size).toBe(size);
    await again.close();
  });

  it('go when they are removed, and those of a crash at the start', async () => {
    for (const id of ['sent', 'waiting', 'orphan']) await keep(id, Buffer.from(id));
    await storage.scheduledFiles.remove(bot, 'nothing');
    await storage.scheduledFiles.removeAllBut(bot, async (id) =>
      id === 'orphan' ? undefined : { state: id === 'sent' ? 'sent' : 'scheduled' },
    );
    expect(await storage.scheduledFiles.ids(bot)).toEqual(['waiting']);
    await storage.scheduledFiles.remove(bot, 'waiting');
    expect(await storage.scheduledFiles.ids(bot)).toEqual([]);
  });
});
