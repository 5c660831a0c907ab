import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Mutex } from 'async-mutex';
import type { ArchiveStore } from '#libs/archive';
import { LIMITS } from '#libs/config';
import { type Alarm, type Clock, type Logger, measures } from '#libs/observability';
import type { ArchivedFileRow, FileId, MessageRow, Storage, Uid } from '#libs/storage';
import { Backlog } from '../context/backlog.js';
import { WhatsAppFault } from '../faults.js';
import { pauseAfter } from './archive-schedule.js';
import type { MediaDownloads } from './media-downloads.js';

export interface ArchiveSettings {
  store: ArchiveStore;
  /** Absolute path of a directory for files on their way. With a store on disk, on the same file system. */
  scratch: string;
  /** Size of the largest file, in bytes. */
  maxBytes: number;
  /** How long files stay. */
  retentionDays: number;
}

/** Finds what downloads the files of an instance; undefined if there is no such instance. */
export type DownloadsOf = (instance: Uid) => Pick<MediaDownloads, 'fetch'> | undefined;

/** Files that are archived at a time. */
const AT_ONCE = 4;
/** Pauses while the archive cannot be used, ms. */
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

/**
 * Archives the files that are noted in the database, several at a time. A process that is killed leaves them noted, and the next
 * one begins again.
 */
export class ArchiveJobs {
  private readonly lanes: readonly Backlog[];
  private readonly choosing = new Mutex();
  private readonly ending = new AbortController();
  /** What is being archived. */
  private readonly busy = new Set<FileId>();
  private alarm: Alarm | undefined;
  /** While the archive cannot be used: until when nothing is tried, and how long the pause is. */
  private rest: { until: number; ms: number } | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: ArchiveSettings,
    private readonly downloadsOf: DownloadsOf,
  ) {
    this.lanes = Array.from(
      { length: AT_ONCE },
      () => new Backlog(() => this.step(), 'a file could not be archived', clock, logger),
    );
  }

  /** Files that are being archived: nobody else may remove them. */
  get underWay(): FileId[] {
    return [...this.busy];
  }

  /** Forgets what an earlier process had on its way, and begins. */
  async start(): Promise<void> {
    const { scratch } = this.settings;
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    this.wake();
  }

  /** To be called when there may be something to archive. */
  wake(): void {
    for (const lane of this.lanes) lane.wake();
  }

  /** What is under way is given up, and is still noted. */
  async end(): Promise<void> {
    this.alarm?.cancel();
    this.ending.abort();
    await Promise.all(this.lanes.map((lane) => lane.end()));
  }

  /** @returns whether there may be more */
  private async step(): Promise<boolean> {
    const row = await this.choosing.runExclusive(() => this.next());
    if (!row) return false;
    try {
      await this.archive(row);
    } finally {
      this.busy.delete(row.id);
      await rm(this.pathOf(row), { force: true });
    }
    return true;
  }

  /** Chooses the next file that is due. An alarm wakes the lanes when there is another one. */
  private async next(): Promise<ArchivedFileRow | undefined> {
    if (this.ending.signal.aborted) return undefined;
    const now = this.clock.now();
    if (this.rest && now < this.rest.until) return this.wakeIn(this.rest.until - now);
    const { archivedFiles } = this.storage;
    const row = await archivedFiles.due(now, this.underWay);
    if (row) {
      this.busy.add(row.id);
      return row;
    }
    const next = await archivedFiles.nextDueAt(this.underWay);
    return next === undefined ? undefined : this.wakeIn(next - now);
  }

  private wakeIn(ms: number): undefined {
    this.alarm?.cancel();
    this.alarm = this.clock.after(ms, () => this.wake());
  }

  private async archive(row: ArchivedFileRow): Promise<void> {
    const message = row.message === null ? undefined : await this.storage.messages.at(row.message);
    // It was removed meanwhile, and so will be what is noted of it.
    if (!message) return;
    const fault = await this.download(row, message);
    if (this.ending.signal.aborted) return;
    if (fault !== undefined) await this.postpone(row, message, fault);
  }

  /** @returns why it failed; undefined if it did not, or if the file is not the cause */
  private async download(row: ArchivedFileRow, message: MessageRow): Promise<string | undefined> {
    if (message.deleted_at !== null) return 'deleted';
    const downloads = this.downloadsOf(row.instance);
    if (!downloads) return 'no_instance';
    const { maxBytes } = this.settings;
    const { signal } = this.ending;
    try {
      await this.mustHaveRoom();
      const path = this.pathOf(row);
      const { sizeBytes } = await downloads.fetch(message, path, { index: row.file, maxBytes, signal });
      await this.settings.store.put(nameOf(row), path, signal);
      await this.settle(row, sizeBytes);
      this.recover();
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof WhatsAppFault) return reasonOf(error);
      if (this.storage.database.isOutage(error)) throw error;
      await this.pause(row, error);
      return undefined;
    }
  }

  private async settle(row: ArchivedFileRow, sizeBytes: number): Promise<void> {
    const { database, archivedFiles } = this.storage;
    const change = {
      state: 'archived',
      reason: null,
      size_bytes: sizeBytes,
      archived_at: this.clock.now(),
    } as const;
    await database.write((write) => archivedFiles.change(write, row.id, change));
    measures.archive.note({ outcome: 'archived', bytes: sizeBytes });
  }

  /** Tries again later, or gives up. */
  private async postpone(row: ArchivedFileRow, message: MessageRow, reason: string): Promise<void> {
    const tries = row.tries + 1;
    const pauseMs = pauseAfter(tries, reason);
    const change =
      pauseMs === undefined
        ? ({ state: 'failed', tries, reason } as const)
        : { tries, reason, due_at: this.clock.now() + pauseMs };
    const { database, archivedFiles } = this.storage;
    await database.write((write) => archivedFiles.change(write, row.id, change));
    measures.archive.note({ outcome: pauseMs === undefined ? 'failed' : 'retried', bytes: 0 });
    const about = { instance: row.instance, messageId: message.id, file: row.file, reason };
    if (pauseMs === undefined) this.logger.warn(about, 'a file could not be archived, and is given up');
    else this.logger.debug(about, 'a file could not be archived yet');
  }

  /** The archive cannot be used: nothing is tried for a while, and this file not first. */
  private async pause(row: ArchivedFileRow, error: unknown): Promise<void> {
    const now = this.clock.now();
    const { rest } = this;
    if (!rest) this.logger.warn({ reason: textOf(error) }, 'the media archive cannot be written to');
    const ms = rest ? Math.min(rest.ms * 2, LONGEST_REST_MS) : FIRST_REST_MS;
    // Several may fail at once.
    if (!rest || now >= rest.until) this.rest = { until: now + ms, ms };
    const change = { reason: 'archive_unavailable', due_at: this.rest?.until };
    const { database, archivedFiles } = this.storage;
    await database.write((write) => archivedFiles.change(write, row.id, change));
  }

  private recover(): void {
    if (this.rest) this.logger.info('the media archive can be written to again');
    this.rest = undefined;
  }

  private async mustHaveRoom(): Promise<void> {
    const { scratch, maxBytes } = this.settings;
    const { bavail, bsize } = await statfs(scratch);
    if (bavail * bsize < LIMITS.archiveFreeBytes + maxBytes)
      throw new Error(`less than ${LIMITS.archiveFreeBytes + maxBytes} bytes are free on the disk`);
  }

  private pathOf({ id }: Pick<ArchivedFileRow, 'id'>): string {
    return join(this.settings.scratch, id);
  }
}

/** Name of a file in the store. */
export function nameOf({ instance, id }: Pick<ArchivedFileRow, 'instance' | 'id'>): string {
  return `${instance}/${id}`;
}

function reasonOf({ code, details }: WhatsAppFault): string {
  if (code === 'MEDIA_FETCH_FAILED') return String(details.reason);
  return code === 'CONFLICT' ? 'no_file' : code.toLowerCase();
}

/** What an error says, without its other fields: clients of services put requests there. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message || String(Object(error).code)}`;
}
