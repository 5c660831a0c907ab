import { type Insertable, type Selectable, sql } from 'kysely';
import { heldBy } from '../cluster/held-by.js';
import type { Database, Read, Write } from '../database.js';
import { type FileId, newId, type NodeId } from '../ids.js';
import type { ArchivedFilesTable, ArchiveState } from '../schema.js';
import type { MessageIdentity } from './messages.js';

export type ArchivedFileRow = Selectable<ArchivedFilesTable>;
export type NewArchivedFile = Insertable<ArchivedFilesTable>;

/** How an attempt to archive a file has ended. */
export type ArchiveChange = Partial<
  Pick<ArchivedFileRow, 'state' | 'due_at' | 'tries' | 'reason' | 'size_bytes' | 'archived_at'>
>;

/** The files of received messages that are in the archive, or are to be. */
export class ArchivedFilesRepository {
  /** @param node of whose instances files are due; undefined: of all */
  constructor(
    private readonly database: Database,
    private readonly node?: NodeId,
  ) {}

  /**
   * Notes that files of a message are to be archived, in the unit of work that stores the message. Those that are noted stay as
   * they are.
   * @param count how many files it has
   */
  async add(write: Write, message: MessageIdentity, count: number, now: number): Promise<void> {
    const { instance, chat, sender, id } = message;
    await write
      .insertInto('archived_files')
      .values((eb) =>
        Array.from({ length: count }, (_, file) => ({
          id: newId('fil'),
          instance,
          message: eb
            .selectFrom('messages')
            .select('position')
            .where((of) => of.and({ instance, chat, sender, id })),
          file,
          state: 'waiting' as const,
          due_at: now,
          reason: null,
          size_bytes: null,
          archived_at: null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The file that has been due for longest. @param besides files that are not meant */
  async due(now: number, besides: readonly FileId[]): Promise<ArchivedFileRow | undefined> {
    return archiveQueries.due(this.database.read, this.node, now, besides).executeTakeFirst();
  }

  /** When the next file is due, epoch ms; undefined if none waits. */
  async nextDueAt(besides: readonly FileId[]): Promise<number | undefined> {
    const row = await archiveQueries
      .due(this.database.read, this.node, undefined, besides)
      .executeTakeFirst();
    return row?.due_at;
  }

  /** @returns whether there is such a file */
  async change(write: Write, id: FileId, change: ArchiveChange): Promise<boolean> {
    const { numUpdatedRows } = await write
      .updateTable('archived_files')
      .set(change)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** @param message `position` of the message @param file which of its files, from 0 */
  async find(message: number, file: number): Promise<ArchivedFileRow | undefined> {
    return this.database.read
      .selectFrom('archived_files')
      .selectAll()
      .where('message', '=', message)
      .where('file', '=', file)
      .executeTakeFirst();
  }

  /** The files of messages, in order. @param messages `position` of each */
  async ofMessages(messages: readonly number[]): Promise<ArchivedFileRow[]> {
    if (messages.length === 0) return [];
    return archiveQueries.ofMessages(this.database.read, messages).execute();
  }

  /**
   * Files that are to go: those whose message was removed, and those that were archived before a time.
   * @param before epoch ms
   */
  async outdated(before: number, limit: number, besides: readonly FileId[]): Promise<ArchivedFileRow[]> {
    const { read } = this.database;
    const orphans = await archiveQueries.orphans(read, limit, besides).execute();
    if (orphans.length === limit) return orphans;
    const old = await archiveQueries.old(read, before, limit - orphans.length).execute();
    return [...orphans, ...old];
  }

  /** Notes that files have gone. Rows of messages that are still there stay. */
  async forget(write: Write, ids: readonly FileId[]): Promise<void> {
    await write.deleteFrom('archived_files').where('id', 'in', ids).where('message', 'is', null).execute();
    await write.updateTable('archived_files').set({ state: 'removed' }).where('id', 'in', ids).execute();
  }

  /** Which of some files there are. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.read
      .selectFrom('archived_files')
      .select('id')
      .where(sql<string>`id`, 'in', ids)
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** How many files are in a state. */
  async count(state: ArchiveState): Promise<number> {
    const { count } = await this.database.read
      .selectFrom('archived_files')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where((eb) => eb('state', '=', sql.lit(state)))
      .executeTakeFirstOrThrow();
    return count;
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const archiveQueries = {
  /** @param now undefined: also those that are due later */
  due(db: Read, node: NodeId | undefined, now: number | undefined, besides: readonly FileId[]) {
    let query = db
      .selectFrom('archived_files')
      .selectAll()
      .where((eb) => eb('state', '=', sql.lit('waiting')))
      .where('message', 'is not', null)
      .where(heldBy(node, 'archived_files.instance'));
    if (now !== undefined) query = query.where('due_at', '<=', now);
    if (besides.length > 0) query = query.where('id', 'not in', besides);
    return query.orderBy('due_at').limit(1);
  },

  ofMessages(db: Read, messages: readonly number[]) {
    return db
      .selectFrom('archived_files')
      .selectAll()
      .where('message', 'in', messages)
      .orderBy('message')
      .orderBy('file');
  },

  orphans(db: Read, limit: number, besides: readonly FileId[]) {
    let query = db.selectFrom('archived_files').selectAll().where('message', 'is', null);
    if (besides.length > 0) query = query.where('id', 'not in', besides);
    return query.limit(limit);
  },

  old(db: Read, before: number, limit: number) {
    return db
      .selectFrom('archived_files')
      .selectAll()
      .where((eb) => eb('state', '=', sql.lit('archived')))
      .where('archived_at', '<', before)
      .orderBy('archived_at')
      .limit(limit);
  },
};
