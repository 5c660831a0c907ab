import { rm, stat } from 'node:fs/promises';
import type { Clock, Logger } from '#libs/observability';
import type {
  ArchivedFileRow,
  ArchiveState,
  MessageIdentity,
  MessageRow,
  Storage,
  Write,
} from '#libs/storage';
import type { Content } from '../codec/content.js';
import { contentOf } from '../codec/known-message.js';
import { fileOf } from '../codec/media.js';
import { ArchiveCleaning } from './archive-cleaning.js';
import { ArchiveJobs, type ArchiveSettings, type DownloadsOf, nameOf, textOf } from './archive-jobs.js';
import type { FetchedMedia } from './media-downloads.js';

/** How far a file of a message is on its way into the archive. */
export interface ArchivedFile {
  /** Which of the message's files, from 0. */
  index: number;
  state: ArchiveState;
  /** Why it is not archived. */
  reason?: string;
}

/** Thrown if the archive has a file, but cannot be read right now. */
export class ArchiveUnavailable extends Error {
  constructor(options: ErrorOptions) {
    super('the media archive cannot be read', options);
    this.name = 'ArchiveUnavailable';
  }
}

/** Keeps the files of received messages, so that they are still there when WhatsApp has dropped them. */
export class MediaArchive {
  private readonly jobs: ArchiveJobs;
  private readonly cleaning: ArchiveCleaning;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: ArchiveSettings,
    downloadsOf: DownloadsOf,
  ) {
    this.jobs = new ArchiveJobs(storage, clock, logger, settings, downloadsOf);
    this.cleaning = new ArchiveCleaning(storage, clock, logger, settings, () => this.jobs.underWay);
  }

  async start(): Promise<void> {
    await this.jobs.start();
    this.cleaning.wake();
  }

  /** Notes the files of a message that is being recorded. @param write the unit of work that stores it */
  async expect(write: Write, message: MessageIdentity, { media, attachments }: Content): Promise<void> {
    // What may be opened once is not for an archive.
    if (!media || media.viewOnce) return;
    await this.storage.archivedFiles.add(write, message, attachments?.length ?? 1, this.clock.now());
    this.storage.database.afterCommit(write, () => this.jobs.wake());
  }

  /**
   * Fetches a file of a message into `destination`.
   * @returns undefined if the archive does not have it
   * @throws ArchiveUnavailable
   */
  async fetch(row: MessageRow, destination: string, index: number): Promise<FetchedMedia | undefined> {
    const archived = await this.storage.archivedFiles.find(row.position, index);
    const message = contentOf(row);
    const file = message && fileOf(message, index);
    if (archived?.state !== 'archived' || !file) return undefined;
    try {
      const sizeBytes = await this.fetchWhole(archived, destination);
      const { mimetype, fileName, type } = file;
      return sizeBytes === undefined
        ? undefined
        : { path: destination, sizeBytes, mimetype, fileName, kind: type };
    } catch (error) {
      await rm(destination, { force: true });
      this.logger.warn({ messageId: row.id, reason: textOf(error) }, 'the media archive cannot be read');
      throw new ArchiveUnavailable({ cause: error });
    }
  }

  /** What the archive has of messages, by their positions. */
  async of(positions: readonly number[]): Promise<Map<number, ArchivedFile[]>> {
    const files = new Map<number, ArchivedFile[]>();
    for (const { message, file: index, state, reason } of await this.storage.archivedFiles.ofMessages(
      positions,
    )) {
      if (message === null) continue;
      const shown = { index, state, ...(reason !== null && state !== 'removed' && { reason }) };
      files.set(message, [...(files.get(message) ?? []), shown]);
    }
    return files;
  }

  /** To be called when there may be files to archive. */
  wake(): void {
    this.jobs.wake();
  }

  /** To be called when messages were removed. */
  tidy(): void {
    this.cleaning.wake();
  }

  async end(): Promise<void> {
    await Promise.all([this.jobs.end(), this.cleaning.end()]);
    await this.settings.store.close();
  }

  /** @returns the size in bytes; undefined if it is not in the store, or not whole */
  private async fetchWhole(archived: ArchivedFileRow, destination: string): Promise<number | undefined> {
    const found = await this.settings.store.fetch(nameOf(archived), destination);
    if (found) {
      const { size } = await stat(destination);
      if (size === archived.size_bytes) return size;
      await rm(destination, { force: true });
    }
    this.logger.warn(
      { file: nameOf(archived), found },
      'a file is not in the media archive as it was put there',
    );
    return undefined;
  }
}
