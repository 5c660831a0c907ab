import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Config } from '#libs/config';
import { Clock } from '#libs/observability';
import { AddressGuard, download, type Download, DownloadFailure } from '#libs/outbound';
import { MediaConverter } from './media-converter.js';
import { fetchFailed } from './media-fault.js';
import { MediaSpool } from './media-spool.js';

/** How long the server of a URL may send nothing, in ms. */
const IDLE_TIMEOUT_MS = 15_000;
/** How many redirects of a URL are followed. */
const MOST_REDIRECTS = 5;

/** What receiving a file requires: temporary space, limits, and access to URLs. */
@Injectable()
export class MediaIntake {
  /** Size of the largest file, in bytes. */
  readonly maxBytes: number;
  /** Whether media URLs must be https. */
  readonly httpsOnly: boolean;
  private readonly timeoutMs: number;

  constructor(
    config: ConfigService<Config, true>,
    readonly spool: MediaSpool,
    readonly converter: MediaConverter,
    readonly guard: AddressGuard,
    private readonly clock: Clock,
  ) {
    const { mediaMaxBytes, mediaFetchTimeoutMs } = config.get('messages', { infer: true });
    this.maxBytes = mediaMaxBytes;
    this.timeoutMs = mediaFetchTimeoutMs;
    this.httpsOnly = config.get('production', { infer: true });
  }

  /**
   * Fetches a media URL into the file `destination`.
   * @param signal aborts the download when the client is gone
   * @param most size of the largest file, in bytes
   * @throws ApiFault MEDIA_FETCH_FAILED with the reason; INSUFFICIENT_STORAGE
   */
  async fetch(
    url: string,
    destination: string,
    signal: AbortSignal,
    most = this.maxBytes,
  ): Promise<Download> {
    const { guard, clock, httpsOnly, timeoutMs } = this;
    const limits = { maxBytes: most, timeoutMs, idleTimeoutMs: Math.min(timeoutMs, IDLE_TIMEOUT_MS) };
    try {
      return await download(url, {
        guard,
        clock,
        httpsOnly,
        maxRedirects: MOST_REDIRECTS,
        destination,
        through: (received) => this.spool.withinSpace(received),
        signal,
        ...limits,
      });
    } catch (error) {
      if (error instanceof DownloadFailure) throw fetchFailed(error.reason, error.message);
      throw error;
    }
  }
}
