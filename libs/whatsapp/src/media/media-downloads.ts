import { Expired, measures } from '#libs/observability';
import { proto } from '@whiskeysockets/baileys';
import { type AddressGuard, download, DownloadFailure, type Proxy } from '#libs/outbound';
import type { MessageRow } from '#libs/storage';
import { contentOf } from '../codec/known-message.js';
import { fileOf, type MessageFile, publicFileOf, relocate } from '../codec/media.js';
import { notConnected, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { keyOf } from '../codec/message-key.js';
import { CIPHER_OVERHEAD_BYTES, CorruptFile, KEY_USES, unseal, verify } from './media-cipher.js';
import { MediaRetry } from './media-retry.js';
import { askMediaServers } from './media-servers.js';
import { allowedUrl, hostIn, type MediaHosts, mediaUrl, WHATSAPP_MEDIA_HOST } from './media-url.js';

export interface MediaSettings {
  guard: AddressGuard;
  permits: MediaHosts;
  /** PEM of the emulator's certificate authority. */
  ca?: string;
  /** Size of the largest file, in bytes. */
  maxBytes: number;
  /** Time for one download, in ms. Also an upper limit for the phone to upload a file again. */
  timeoutMs: number;
}

/** A downloaded file of a message. */
export interface FetchedMedia {
  path: string;
  sizeBytes: number;
  /** Media type, as the sender says. */
  mimetype: string;
  /** File name, as the sender says. */
  fileName?: string;
  kind: MessageFile['type'];
}

/** How to download a file of a message. */
export interface FetchOptions {
  /** Which of the message's files, from 0. */
  index?: number;
  /** Size of the largest file, in bytes, if it is to be smaller than usual. */
  maxBytes?: number;
  /** Ends it. */
  signal?: AbortSignal;
}

/** A file on WhatsApp's servers: encrypted if it has a key. */
type StoredFile = Omit<MessageFile, 'mediaKey'> & Partial<Pick<MessageFile, 'mediaKey'>>;

/** How long a server may send nothing, in ms. */
const IDLE_TIMEOUT_MS = 15_000;
/** How long the phone may take to upload a file again, in ms, unless a download must be faster. */
const PHONE_TIMEOUT_MS = 20_000;
/** WhatsApp's answers for files that it no longer has. */
const GONE: ReadonlySet<string> = new Set(['http_403', 'http_404', 'http_410']);

/** Downloads the files of one instance's messages. */
export class MediaDownloads {
  /** Media hosts as WhatsApp's server named them, and until when (epoch ms) they are valid. */
  private servers: { hosts: readonly string[]; until: number } = { hosts: [], until: 0 };

  constructor(
    private readonly context: InstanceContext,
    private readonly settings: MediaSettings,
    private readonly proxy: () => Proxy | undefined,
  ) {}

  /**
   * Downloads and decrypts the file of a message. WhatsApp keeps files for a few weeks; after that, the account's phone is
   * asked to upload the file again.
   * @param destination path of the file to write, mode 0600; no file is left if this throws
   * @param options.index which of the message's files. The phone uploads only the first of them again
   * @throws WhatsAppFault CONFLICT if the message has no file, MEDIA_FETCH_FAILED with the reason, INSTANCE_NOT_CONNECTED
   *   and UPSTREAM_TIMEOUT if the phone must be asked but cannot be
   */
  async fetch(row: MessageRow, destination: string, options: FetchOptions = {}): Promise<FetchedMedia> {
    const { index = 0, signal } = options;
    const message = contentOf(row);
    const file = message && fileOf(message, index);
    if (!message || !file)
      throw new WhatsAppFault(
        'CONFLICT',
        index === 0 ? 'the message has no file' : `the message has no file with the index ${index}`,
      );
    try {
      return await this.download(file, destination, options);
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      if (!GONE.has(error.reason)) throw failed(error.reason, error.message, error);
      if (index > 0) throw failed('expired', 'WhatsApp no longer has the file', error);
    }
    const again = await this.askPhone(row, message, file, signal);
    try {
      return await this.download(again, destination, options);
    } catch (error) {
      throw error instanceof DownloadFailure ? failed(error.reason, error.message, error) : error;
    }
  }

  /**
   * Downloads the file of a post in a channel, which is not encrypted.
   * @param message undefined if the post was deleted
   * @param index which of its files, from 0
   * @throws WhatsAppFault CONFLICT if the post has no file, MEDIA_FETCH_FAILED with the reason
   */
  async fetchPost(
    message: proto.IMessage | undefined,
    destination: string,
    index = 0,
  ): Promise<FetchedMedia> {
    // A post has one file at most.
    const file = message && index === 0 ? publicFileOf(message) : undefined;
    if (!file)
      throw new WhatsAppFault(
        'CONFLICT',
        index === 0 ? 'the post has no file' : `the post has no file with the index ${index}`,
      );
    try {
      return await this.download(file, destination);
    } catch (error) {
      throw error instanceof DownloadFailure ? failed(error.reason, error.message, error) : error;
    }
  }

  /**
   * Downloads an unencrypted file from WhatsApp's servers.
   * @param url URL from WhatsApp
   * @param maxBytes size of the largest file that is accepted
   * @returns the size in bytes
   * @throws WhatsAppFault MEDIA_FETCH_FAILED with the reason
   */
  async fetchPlain(url: string, destination: string, maxBytes: number): Promise<number> {
    const allowed = allowedUrl(url, this.settings.permits);
    if (allowed === undefined)
      throw failed('blocked_address', "the address of the file is not one of WhatsApp's servers");
    try {
      return (await download(allowed, { ...this.limits, maxBytes, destination })).sizeBytes;
    } catch (error) {
      throw error instanceof DownloadFailure ? failed(error.reason, error.message, error) : error;
    }
  }

  private get limits() {
    const { guard, ca, timeoutMs } = this.settings;
    const idleTimeoutMs = Math.min(timeoutMs, IDLE_TIMEOUT_MS);
    const proxy = this.proxy();
    return { guard, ca, proxy, clock: this.context.clock, httpsOnly: true, timeoutMs, idleTimeoutMs };
  }

  /**
   * Downloads a file from the first host that has it.
   * @throws DownloadFailure as the last host failed; WhatsAppFault if another host would not help
   */
  private async download(
    file: StoredFile,
    destination: string,
    { maxBytes = this.settings.maxBytes, signal }: FetchOptions = {},
  ): Promise<FetchedMedia> {
    const { permits, timeoutMs } = this.settings;
    if (file.fileLength !== undefined && file.fileLength > maxBytes)
      throw failed('too_large', `the file is larger than the limit of ${maxBytes} bytes`);
    const until = this.context.clock.now() + timeoutMs;
    let failure: DownloadFailure | undefined;
    for await (const url of this.urlsOf(file, permits)) {
      const leftMs = until - this.context.clock.now();
      if (failure && leftMs <= 0) break;
      try {
        return await this.downloadFrom(url, file, destination, { timeoutMs: leftMs, maxBytes, signal });
      } catch (error) {
        if (!(error instanceof DownloadFailure) || GONE.has(error.reason) || signal?.aborted) throw error;
        failure = error;
      }
    }
    throw failure ?? failed('blocked_address', "the address of the file is not one of WhatsApp's servers");
  }

  /** The URLs of a file, the best first. */
  private async *urlsOf(file: StoredFile, permits: MediaHosts): AsyncGenerator<string> {
    const { url, directPath } = file;
    if (!directPath) {
      const named = url === undefined ? undefined : allowedUrl(url, permits);
      if (named !== undefined) yield named;
      return;
    }
    const seen = new Set<string>();
    for await (const host of this.hosts(url)) {
      const found = mediaUrl(directPath, host, permits);
      if (found !== undefined && !seen.has(found)) yield found;
      seen.add(found ?? '');
    }
  }

  /**
   * The hosts that may have a file. A path is valid on each of WhatsApp's media hosts, while the host in the URL of a message
   * may not exist (whatsmeow, download.go): it comes last.
   */
  private async *hosts(url: string | undefined): AsyncGenerator<string> {
    yield WHATSAPP_MEDIA_HOST;
    yield* await this.serverHosts();
    const named = hostIn(url);
    if (named !== undefined) yield named;
  }

  /** The hosts that WhatsApp's server names; those of the last answer while there is no new one. */
  private async serverHosts(): Promise<readonly string[]> {
    const { uplink, clock, log } = this.context;
    if (clock.now() < this.servers.until || !uplink.isUp) return this.servers.hosts;
    try {
      const { hosts, ttl } = await uplink.ask((socket) => askMediaServers(socket, clock.now()));
      this.servers = { hosts: hosts.map(({ hostname }) => hostname), until: clock.now() + ttl * 1000 };
    } catch (error) {
      log.debug({ err: error }, 'WhatsApp did not name its media servers');
    }
    return this.servers.hosts;
  }

  private async downloadFrom(
    url: string,
    file: StoredFile,
    destination: string,
    limits: { timeoutMs: number; maxBytes: number; signal?: AbortSignal },
  ): Promise<FetchedMedia> {
    const { mimetype, fileName, type } = file;
    const maxBytes = limits.maxBytes + CIPHER_OVERHEAD_BYTES;
    let corrupt: CorruptFile | undefined;
    const { mediaKey } = file;
    const opening = mediaKey
      ? KEY_USES[type].map(
          (use) => (received: AsyncIterable<Uint8Array>) => unseal(received, { ...file, mediaKey }, use),
        )
      : [(received: AsyncIterable<Uint8Array>) => verify(received, file.fileSha256)];
    for (const through of opening) {
      try {
        const { sizeBytes } = await download(url, {
          ...this.limits,
          ...limits,
          maxBytes,
          destination,
          through,
        });
        measures.media.note({ direction: 'received', bytes: sizeBytes });
        return { path: destination, sizeBytes, mimetype, fileName, kind: type };
      } catch (error) {
        if (!(error instanceof CorruptFile)) throw error;
        corrupt = error;
      }
    }
    throw failed('corrupt', corrupt?.message ?? 'the file is damaged', corrupt);
  }

  /** Asks the phone to upload the file again, and stores its new location. */
  private async askPhone(
    row: MessageRow,
    message: proto.IMessage,
    file: MessageFile,
    signal?: AbortSignal,
  ): Promise<MessageFile> {
    const { uplink, clock, storage } = this.context;
    const retry = new MediaRetry(uplink.socket(), keyOf(row), file.mediaKey);
    const timeoutMs = Math.min(this.settings.timeoutMs, PHONE_TIMEOUT_MS);
    try {
      relocate(message, await clock.within(timeoutMs, unlessAborted(retry.ask(), signal)));
    } catch (error) {
      throw this.unanswered(row, error);
    } finally {
      retry.end();
    }
    const content = proto.Message.encode(message).finish();
    await storage.database.write((write) => storage.messages.change(write, row, { content }));
    return fileOf(message) ?? file;
  }

  private unanswered(row: MessageRow, error: unknown): WhatsAppFault {
    const { uplink, log } = this.context;
    if (error instanceof Expired)
      return new WhatsAppFault('UPSTREAM_TIMEOUT', 'the phone did not upload the file again in time', {
        outcome: 'unknown',
      });
    if (!uplink.isUp) return notConnected(uplink.status, 'unknown');
    log.debug({ err: error, messageId: row.id }, 'the phone did not upload a file again');
    return failed('expired', 'WhatsApp no longer has the file, and neither does the phone', error);
  }
}

/** Waits for `work`, which goes on, until `signal` ends the wait. @throws the reason of `signal`; what `work` throws */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function failed(reason: string, message: string, cause?: unknown): WhatsAppFault {
  return new WhatsAppFault('MEDIA_FETCH_FAILED', message, { reason }, { cause });
}
