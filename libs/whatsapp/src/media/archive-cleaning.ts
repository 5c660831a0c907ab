import type { ArchiveStore } from '#libs/archive';
import { type Alarm, type Clock, type Logger, measures } from '#libs/observability';
import type { FileId, Storage } from '#libs/storage';
import { Backlog } from '../context/backlog.js';
import { nameOf, textOf } from './archive-jobs.js';

const SOON_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Files that are removed per commit. */
const AT_ONCE = 100;

/** Removes files that are no longer wanted: first the file, then what is noted of it. */
export class ArchiveCleaning {
  private readonly backlog: Backlog;
  private alarm: Alarm | undefined;
  private sweptAt = 0;
  private isEnding = false;
  private isFailing = false;

  /** @param underWay files that are being archived */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: { store: ArchiveStore; retentionDays: number },
    private readonly underWay: () => FileId[],
  ) {
    this.backlog = new Backlog(() => this.step(), 'archived files could not be removed', clock, logger);
  }

  /** Removes what is to go, now and from time to time. */
  wake(): void {
    if (this.isEnding) return;
    this.alarm?.cancel();
    // What is being archived can be removed only when that has ended.
    const pauseMs = this.underWay().length > 0 ? SOON_MS : MINUTE_MS;
    this.alarm = this.clock.after(pauseMs, () => this.wake());
    this.backlog.wake();
  }

  async end(): Promise<void> {
    this.isEnding = true;
    this.alarm?.cancel();
    await this.backlog.end();
  }

  /** @returns whether there may be more */
  private async step(): Promise<boolean> {
    try {
      if (await this.removeSome()) return true;
      await this.sweep();
      this.isFailing = false;
    } catch (error) {
      if (this.storage.database.isOutage(error)) throw error;
      const level = this.isFailing ? 'debug' : 'warn';
      this.logger[level]({ reason: textOf(error) }, 'the media archive cannot be looked through right now');
      this.isFailing = true;
    }
    return false;
  }

  private async removeSome(): Promise<boolean> {
    const { archivedFiles, database } = this.storage;
    const before = this.clock.now() - this.settings.retentionDays * DAY_MS;
    const rows = await archivedFiles.outdated(before, AT_ONCE, this.underWay());
    if (rows.length === 0) return false;
    await this.settings.store.remove(rows.map(nameOf));
    const ids = rows.map(({ id }) => id);
    await database.write((write) => archivedFiles.forget(write, ids));
    for (const { state } of rows)
      if (state === 'archived') measures.archive.note({ outcome: 'removed', bytes: 0 });
    return rows.length === AT_ONCE;
  }

  /**
   * Removes files that nothing is noted of, once a day: those of a database that was replaced by a backup. Only files that are
   * too old for the archive count, so that no file is lost if the wrong backup was restored.
   */
  private async sweep(): Promise<void> {
    const now = this.clock.now();
    if (now - this.sweptAt < DAY_MS) return;
    const before = now - (this.settings.retentionDays + 1) * DAY_MS;
    let names: string[] = [];
    for await (const { name, storedAt } of this.settings.store.list()) {
      if (this.isEnding) return;
      if (storedAt < before) names.push(name);
      if (names.length < AT_ONCE) continue;
      await this.removeUnknown(names);
      names = [];
    }
    await this.removeUnknown(names);
    this.sweptAt = now;
  }

  private async removeUnknown(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const idOf = (name: string): string => name.slice(name.indexOf('/') + 1);
    const known = await this.storage.archivedFiles.known(names.map(idOf));
    const unknown = names.filter((name) => !known.has(idOf(name)));
    if (unknown.length === 0) return;
    await this.settings.store.remove(unknown);
    this.logger.info({ files: unknown.length }, 'files in the archive that nothing refers to were removed');
  }
}
