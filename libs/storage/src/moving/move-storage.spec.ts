import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { DatabaseMoved } from '../database.js';
import type { InstanceRow } from '../accounts/instances.js';
import type { Storage } from '../storage.js';
import { onSqlite, openStorage } from '../testing/open-storage.js';
import { moveStorage } from './move-storage.js';

describe('moving a database', () => {
  let root: string;
  let from: Storage;
  let to: Storage;
  let bot: InstanceRow;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'miaw-moving-'));
    from = await openStorage(join(root, 'from'));
    to = await openStorage(join(root, 'to'));
    const row = await from.database.write((write) => from.instances.insert(write, 'bot', 1));
    if (!row) throw new Error('not inserted');
    bot = row;
    for (let n = 0; n < 250; n += 1) await note(n);
  });

  afterEach(async () => {
    await Promise.all([from.close(), to.close()]);
    rmSync(root, { recursive: true });
  });

  async function note(n: number): Promise<void> {
    await from.database.write((write) =>
      write
        .insertInto('audit')
        .values({
          at: n,
          key: 'root',
          key_name: 'root',
          operation: `operation ${n}`,
          instance_id: null,
          subject: null,
          status: 200,
          code: null,
          correlation_id: String(n),
          address: '127.0.0.1',
        })
        .execute(),
    );
  }

  const operations = async (storage: Storage) => {
    const rows = await storage.database.read
      .selectFrom('audit')
      .select('operation')
      .orderBy('position')
      .execute();
    return rows.map(({ operation }) => operation);
  };

  it('takes everything along, and the positions of what was removed', async () => {
    await from.database.write((write) => write.deleteFrom('audit').where('at', '=', 249).execute());
    const file = join(root, 'file');
    writeFileSync(file, 'a file');
    await from.scheduledFiles.keep(bot, 'later', file);
    const before = await operations(from);
    const moved = await moveStorage(from, to);
    expect(moved).toMatchObject({ instances: 1, files: 1, nuls: 0 });
    expect(await operations(to)).toEqual(before);
    const copy = await to.scheduledFiles.open(bot, 'later');
    expect(readFileSync(copy.path, 'utf8')).toBe('a file');
    await copy.close();
    // The position of the removed row is not given to another one.
    expect((await to.database.lastPositions(to.database.read)).get('audit')).toBe(250);
    await expect(openStorage(join(root, 'from'))).rejects.toThrow(DatabaseMoved);
  });

  it('changes nothing if there is something already', async () => {
    await to.database.write((write) => to.instances.insert(write, 'other', 1));
    await expect(moveStorage(from, to)).rejects.toThrow('the destination is not empty');
    await note(1000);
    expect(await operations(from)).toHaveLength(251);
    expect(await operations(to)).toEqual([]);
  });

  onSqlite('changes nothing if what arrives is not what was sent', async () => {
    await to.database.write((write) =>
      sql`create trigger spoiled after insert on audit begin update audit set key = 'spoiled' where at = 7; end`.execute(
        write,
      ),
    );
    await expect(moveStorage(from, to)).rejects.toThrow('audit differs');
    expect(await operations(to)).toEqual([]);
    await note(1000);
    expect(await operations(from)).toHaveLength(251);
    expect(existsSync(join(root, 'from', 'miaw.sqlite'))).toBe(true);
  });
});
