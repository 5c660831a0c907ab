import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceRow } from '../accounts/instances.js';
import type { Write } from '../database.js';
import type { Storage } from '../storage.js';
import { openStorage } from './open-storage.js';

/** A storage for specs, in a temporary directory. */
export class StorageBench {
  private constructor(
    readonly directory: string,
    public storage: Storage,
  ) {}

  static async open(): Promise<StorageBench> {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-storage-'));
    return new StorageBench(directory, await openStorage(directory));
  }

  async close(): Promise<void> {
    await this.storage.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Closes the storage and opens it again over the same directory, like a restart. */
  async reopen(): Promise<void> {
    await this.storage.close();
    this.storage = await openStorage(this.directory);
  }

  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    return this.storage.database.write(work);
  }

  async instance(name = 'bot'): Promise<InstanceRow> {
    const row = await this.write((write) => this.storage.instances.insert(write, name, 1));
    if (!row) throw new Error('the instance exists');
    return row;
  }
}
