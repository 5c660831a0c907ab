import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Alarm, type Clock, type Logger, repeat } from '#libs/observability';
import type { ApiKeyRow, ClusterTables, Storage } from '#libs/storage';
import type { Dispatcher } from '#libs/webhooks';
import type { KeyRing } from '../access/key-ring.js';

/** How long it may take until a server knows what another one has changed, ms. */
const LOOK_MS = 1_000;
/** Keys that are compared before others get their turn. */
const AT_ONCE = 500;

/** What servers keep in memory of rows that any of them may change. */
export interface SharedRowsParts {
  tables: ClusterTables;
  storage: Storage;
  keys: KeyRing;
  dispatcher: Dispatcher;
  clock: Clock;
  logger: Logger;
}

/** Follows what other servers change: keys, sessions of the console, and endpoints for all instances. */
export class SharedRows {
  private known: { keys: string; endpoints: string } | undefined;
  /** The rows of keys as they were read last. */
  private read = new Map<string, ApiKeyRow>();
  private alarm: Alarm | undefined;

  constructor(private readonly parts: SharedRowsParts) {}

  start(): void {
    this.parts.keys.sessions.share(this.parts.storage.consoleSessions);
    const { clock, logger } = this.parts;
    this.alarm = repeat(
      clock,
      LOOK_MS,
      () => this.look(),
      (error) => logger.debug({ err: error }, 'the changes of other servers are not known'),
    );
  }

  stop(): void {
    this.alarm?.cancel();
  }

  private async look(): Promise<void> {
    const { tables, storage, dispatcher, keys } = this.parts;
    const now = await tables.revisions();
    if (now.keys !== this.known?.keys) await this.readKeys();
    if (this.known && now.endpoints !== this.known.endpoints)
      for (const { id } of await storage.targets.list(null)) dispatcher.wake(id);
    this.known = now;
    await keys.sessions.look();
  }

  private async readKeys(): Promise<void> {
    const { storage, keys } = this.parts;
    const before = new Map(keys.list().map((row) => [row.id, row]));
    const rows = new Map((await storage.apiKeys.list()).map((row) => [row.id, row]));
    // What was changed here meanwhile is newer than what was read. What the database could not take down is not in it.
    const isUntouched = (id: string): boolean => isSame(keys.find(id), before.get(id));
    for (const id of before.keys()) if (!rows.has(id) && isUntouched(id)) keys.remove(id);
    let compared = 0;
    for (const row of rows.values()) {
      if (isUntouched(row.id) && !isSame(this.read.get(row.id), row)) keys.put(row);
      compared += 1;
      if (compared % AT_ONCE === 0) await setImmediate();
    }
    this.read = rows;
  }
}

/** Whether two states of a key are the same. Streams of a key end when it is changed, but not when it is used. */
function isSame(one: ApiKeyRow | undefined, other: ApiKeyRow | undefined): boolean {
  return isDeepStrictEqual(one && { ...one, used_at: null }, other && { ...other, used_at: null });
}
