import { contentOf } from '../codec/known-message.js';
import { WhatsAppFault } from '../faults.js';
import type { FetchedMedia, MediaDownloads } from '../media/media-downloads.js';
import type { MessageFiles } from '../media/message-files.js';
import { isNewsletter } from '../wire/jids.js';
import type { KnownMessages, Reference } from './known-messages.js';

/** The files of known messages. Those that no archive has are requested from WhatsApp. */
export class MessageMedia {
  constructor(
    private readonly known: KnownMessages,
    private readonly downloads: MediaDownloads,
    private readonly files: MessageFiles,
  ) {}

  /**
   * Fetches a file of a message into `destination`.
   * @param index which of its files, from 0
   * @throws WhatsAppFault CONFLICT if the message was deleted; as `KnownMessages.shown` and `MessageFiles.fetch`
   */
  async fetch(reference: Reference, destination: string, index: number): Promise<FetchedMedia> {
    const row = await this.known.shown(reference);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the message was deleted');
    // The files of channels are not encrypted.
    if (isNewsletter(row.remote_jid)) return this.downloads.fetchPost(contentOf(row), destination, index);
    return this.files.fetch(row, destination, index);
  }
}
