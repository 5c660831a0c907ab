import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import { type FileOwner, type OpenFile, ScheduledFiles } from '../conversations/scheduled-files.js';
import type { Database, Write } from '../database.js';
import type { ScheduledFilesTable } from '../schema.js';

/** Bytes of a row. A commit that writes one holds up the others only briefly. */
const PART_BYTES = 1024 * 1024;

/** In the database, in parts: another machine must be able to send them. */
export class PostgresScheduledFiles extends ScheduledFiles {
  constructor(private readonly database: Database) {
    super();
  }

  async keep(owner: FileOwner, id: string, path: string): Promise<void> {
    for await (const part of partsOf(path))
      await this.database.write((write) => insert(write, owner, id, part));
    await rm(path);
  }

  async copyIn(write: Write, owner: FileOwner, id: string, path: string): Promise<void> {
    for await (const part of partsOf(path)) await insert(write, owner, id, part);
  }

  async open({ uid }: FileOwner, id: string): Promise<OpenFile> {
    const path = join(tmpdir(), randomUUID());
    const file = await open(path, 'wx', 0o600);
    const close = async () => rm(path, { force: true });
    try {
      for (let part = 0; ; part += 1) {
        const row = await this.database.read
          .selectFrom('scheduled_files')
          .select('bytes')
          .where('instance', '=', uid)
          .where('message', '=', id)
          .where('part', '=', part)
          .executeTakeFirst();
        if (!row && part === 0) throw new Error('the file of a scheduled message is not in the database');
        if (!row) return { path, close };
        await file.writeFile(row.bytes);
      }
    } catch (error) {
      await close();
      throw error;
    } finally {
      await file.close();
    }
  }

  async remove({ uid }: FileOwner, id: string): Promise<void> {
    // Most messages have no file, and a look costs less than a commit.
    const has = this.database.read
      .selectFrom('scheduled_files')
      .select('part')
      .where('instance', '=', uid)
      .where('message', '=', id)
      .limit(1);
    if (!(await has.executeTakeFirst())) return;
    await this.database.write((write) =>
      write.deleteFrom('scheduled_files').where('instance', '=', uid).where('message', '=', id).execute(),
    );
  }

  async ids({ uid }: FileOwner): Promise<string[]> {
    const rows = await this.database.read
      .selectFrom('scheduled_files')
      .select('message')
      .distinct()
      .where('instance', '=', uid)
      .execute();
    return rows.map(({ message }) => message);
  }
}

type Part = Pick<Insertable<ScheduledFilesTable>, 'part' | 'bytes'>;

async function* partsOf(path: string): AsyncGenerator<Part> {
  const file = await open(path, 'r');
  try {
    for (let part = 0; ; part += 1) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES);
      // An empty file has one part.
      if (bytesRead === 0 && part > 0) return;
      yield { part, bytes: buffer.subarray(0, bytesRead) };
    }
  } finally {
    await file.close();
  }
}

async function insert(
  write: Write,
  { uid: instance }: FileOwner,
  message: string,
  part: Part,
): Promise<void> {
  await write
    .insertInto('scheduled_files')
    .values({ instance, message, ...part })
    .execute();
}
