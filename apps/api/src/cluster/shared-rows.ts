import { isDeepStrictEqual } from 'node:util';
import type { Alarm, Clock, Logger } from '#libs/observability';
import type { ClusterTables, Storage } from '#libs/storage';
import type { Dispatcher } from '#libs/webhooks';
import type { KeyRing } from '../access/key-ring.js';

/** How long it may take until a server knows what another one has changed, ms. */
const LOOK_MS = 1_000;

/** What servers keep in memory of rows that any of them may change. */
export interface SharedRowsParts {
  tables: ClusterTables;
  storage: Storage;
  keys: KeyRing;
  dispatcher: Dispatcher;
  clock: Clock;
  logger: Logger;
}

/** Follows the keys, and the endpoints for all instances, that other servers change. */
export class SharedRows {
  private known: { keys: string; endpoints: string } | undefined;
  private alarm: Alarm | undefined;
  private over = false;

  constructor(private readonly parts: SharedRowsParts) {}

  start(): void {
    const { clock, logger } = this.parts;
    this.alarm = clock.after(LOOK_MS, () => {
      this.look()
        .catch((error: unknown) => logger.debug({ err: error }, 'the changes of other servers are not known'))
        .finally(() => {
          if (!this.over) this.start();
        });
    });
  }

  stop(): void {
    this.over = true;
    this.alarm?.cancel();
  }

  private async look(): Promise<void> {
    const { tables, storage, dispatcher } = this.parts;
    const now = await tables.revisions();
    if (now.keys !== this.known?.keys) await this.readKeys();
    if (this.known && now.endpoints !== this.known.endpoints)
      for (const { id } of await storage.targets.list(null)) dispatcher.wake(id);
    this.known = now;
  }

  private async readKeys(): Promise<void> {
    const { storage, keys } = this.parts;
    const rows = await storage.apiKeys.list();
    const ids = new Set(rows.map(({ id }) => id));
    for (const { id } of keys.list()) if (!ids.has(id)) keys.remove(id);
    for (const row of rows) {
      const known = keys.find(row.id);
      // Streams of a key end when it is changed, but not when it is used.
      if (!known || !isDeepStrictEqual({ ...known, used_at: null }, { ...row, used_at: null })) keys.put(row);
    }
  }
}
