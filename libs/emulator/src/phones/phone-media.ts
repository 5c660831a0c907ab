import { Readable } from 'node:stream';
import type { Account } from '../accounts/account.js';
import type { FileReference, MediaKind } from '../media/file-reference.js';
import { MediaDamaged, Sealing, unseal, verify } from '../media/media-cipher.js';
import type { MediaStore, StoredFile } from '../media/media-store.js';
import type { ErrorLog } from '../reports/error-log.js';
import type { ChatMessage } from '../accounts/chat-log.js';

/**
 * The files on phones. A phone has no copy of its own: it reads the bytes on the media server, even of a file that
 * has expired for clients. Uploading it again gives the same bytes, because the media key stays the same.
 */
export class PhoneMedia {
  private readonly loading = new Map<string, Set<Promise<void>>>();

  /** @param host host and port of the media server */
  constructor(
    private readonly store: MediaStore,
    private readonly host: () => string,
    private readonly errors: ErrorLog,
  ) {}

  /** Encrypts a file and uploads it. */
  async upload(account: Account, kind: MediaKind, plaintext: AsyncIterable<Buffer>): Promise<FileReference> {
    const sealing = new Sealing(kind);
    const stored = await this.store.add(sealing.seal(plaintext), account.phone);
    return {
      kind,
      directPath: this.store.directPath(stored),
      mediaKey: sealing.mediaKey,
      fileEncSha256: Buffer.from(stored.sha256, 'hex'),
      ...sealing.digest(),
    };
  }

  /** The `url` of a message with a file. */
  urlOf({ directPath }: FileReference): string {
    return `https://${this.host()}${directPath}&mms3=true`;
  }

  /** Downloads the file of a received message. A failure is recorded in the message. */
  fetch(account: Account, message: ChatMessage): void {
    const { file } = message;
    if (!file) return;
    const work = this.load(account, message, file);
    const all = this.loading.get(account.phone) ?? new Set();
    this.loading.set(account.phone, all.add(work));
    this.errors.watch(
      work.finally(() => all.delete(work)),
      'media of a phone',
    );
  }

  /** Waits for the current downloads of a phone. */
  async settled(account: Account): Promise<void> {
    const pending = this.loading.get(account.phone);
    if (pending) await Promise.allSettled(pending);
  }

  /**
   * The plaintext of a message's file.
   * @throws MediaDamaged when the phone does not have it
   */
  open({ file, media }: Pick<ChatMessage, 'file' | 'media'>): Readable {
    const stored = file && this.store.find(file.directPath);
    if (!stored || media?.error !== undefined)
      throw new MediaDamaged(media?.error ?? 'this message has no file');
    return Readable.from(unseal(this.store.read(stored), file.kind, file.mediaKey));
  }

  /**
   * Uploads a message's file again.
   * @returns the new path, undefined if the phone does not have the file
   */
  renew(account: Account, message: ChatMessage): string | undefined {
    const { file, media } = message;
    const stored = file && this.store.find(file.directPath);
    if (!stored || media?.error !== undefined) return undefined;
    file.directPath = this.store.directPath(this.store.publish(stored.sha256, account.phone));
    account.chats.save(message);
    return file.directPath;
  }

  /** Makes the file of a message expire for clients. @returns false for a message without a file */
  expire({ file }: Pick<ChatMessage, 'file'>): boolean {
    const stored = file && this.store.find(file.directPath);
    if (stored) this.store.expire(stored);
    return stored !== undefined;
  }

  private async load(account: Account, message: ChatMessage, file: FileReference): Promise<void> {
    try {
      await verify(this.store.read(this.reachable(file)), file);
    } catch (error) {
      if (!(error instanceof MediaDamaged)) throw error;
      if (message.media) message.media.error = error.message;
      account.chats.save(message);
    }
  }

  private reachable(file: FileReference): StoredFile {
    const stored = this.store.find(file.directPath);
    if (!stored) throw new MediaDamaged('the media server has no such file');
    if (stored.expired) throw new MediaDamaged('the file has expired');
    if (file.mediaKey.length !== 32) throw new MediaDamaged('the message has no media key');
    return stored;
  }
}
