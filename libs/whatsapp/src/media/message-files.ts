import type { MessageRow } from '#libs/storage';
import { WhatsAppFault } from '../faults.js';
import { ArchiveUnavailable, type MediaArchive } from './media-archive.js';
import type { FetchedMedia, MediaDownloads } from './media-downloads.js';

/** The files of messages: those that the archive has from there, all others from WhatsApp. */
export class MessageFiles {
  /** @param archive undefined if nothing is archived */
  constructor(
    private readonly downloads: Pick<MediaDownloads, 'fetch'>,
    private readonly archive: Pick<MediaArchive, 'fetch'> | undefined,
  ) {}

  /**
   * Fetches a file of a message into `destination`.
   * @param index which of its files, from 0
   * @throws WhatsAppFault as {@link MediaDownloads.fetch}; MEDIA_FETCH_FAILED with `archive_unavailable` if the archive has it,
   *   but cannot be read, and WhatsApp does not have it either
   */
  async fetch(row: MessageRow, destination: string, index: number): Promise<FetchedMedia> {
    let archived: FetchedMedia | undefined;
    try {
      archived = await this.archive?.fetch(row, destination, index);
    } catch (error) {
      if (!(error instanceof ArchiveUnavailable)) throw error;
      return this.downloads.fetch(row, destination, { index }).catch(() => {
        throw unavailable(error);
      });
    }
    return archived ?? this.downloads.fetch(row, destination, { index });
  }
}

function unavailable(cause: unknown): WhatsAppFault {
  return new WhatsAppFault(
    'MEDIA_FETCH_FAILED',
    'the media archive cannot be read right now, and WhatsApp does not have the file either',
    { reason: 'archive_unavailable' },
    { cause },
  );
}
