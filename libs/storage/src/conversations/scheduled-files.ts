import type { InstanceRow } from '../accounts/instances.js';
import type { Write } from '../database.js';

/** The instance that files belong to. */
export type FileOwner = Pick<InstanceRow, 'uid' | 'instance_id'>;

/** A file on disk, for as long as it is needed. */
export interface OpenFile {
  readonly path: string;
  /** Says that it is no longer needed. */
  close(): Promise<void>;
}

/** The files of scheduled messages: one per message, named after its id. Each dialect keeps them in its own way. */
export abstract class ScheduledFiles {
  /**
   * Takes a file over, which is no longer where it was. A message may have its file before it has its row. If it fails, call
   * `remove`: a part of the file may have been kept.
   */
  abstract keep(owner: FileOwner, id: string, path: string): Promise<void>;

  /** Takes a copy of a file, in a unit of work if it is kept in the database. */
  abstract copyIn(write: Write, owner: FileOwner, id: string, path: string): Promise<void>;

  /** @throws if there is no such file */
  abstract open(owner: FileOwner, id: string): Promise<OpenFile>;

  /** Removes the file of a message, if it has one. */
  abstract remove(owner: FileOwner, id: string): Promise<void>;

  /** The ids of the messages that have a file. */
  abstract ids(owner: FileOwner): Promise<string[]>;

  /** Removes files that a crash left behind. */
  async removeAllBut(
    owner: FileOwner,
    find: (id: string) => Promise<{ state: string } | undefined>,
  ): Promise<void> {
    for (const id of await this.ids(owner))
      if ((await find(id))?.state !== 'scheduled') await this.remove(owner, id);
  }
}
