import { Expired } from '#libs/observability';
import type { Agent } from 'node:https';
import {
  DEFAULT_CONNECTION_CONFIG,
  getWAUploadToServer,
  type MediaConnInfo,
  type WAMediaUploadFunction,
  type WASocket,
} from '@whiskeysockets/baileys';
import { notConnected, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { libraryLogger } from '../baileys/library-logger.js';
import { askMediaServers } from './media-servers.js';
import { uploadPlain } from './plain-upload.js';

export interface UploadSettings {
  /** Time for one upload, in ms. */
  uploadTimeoutMs: number;
  /** Agent for uploads; undefined: Node's default. */
  uploadAgent?: Agent;
}

/** Uploads files to WhatsApp's media servers, for one connection. */
export class MediaUploads {
  private servers: MediaConnInfo | undefined;
  private asking: Promise<MediaConnInfo> | undefined;
  private readonly send: WAMediaUploadFunction;

  constructor(
    readonly socket: WASocket,
    private readonly context: Pick<InstanceContext, 'uplink' | 'clock' | 'log'>,
    private readonly settings: UploadSettings,
  ) {
    const config = {
      ...DEFAULT_CONNECTION_CONFIG,
      logger: libraryLogger(context.log),
      fetchAgent: settings.uploadAgent,
    };
    this.send = getWAUploadToServer(config, (again) => this.whereTo(again));
  }

  /**
   * Uploads an encrypted file.
   * @throws WhatsAppFault, always with outcome `not_sent`: WHATSAPP_ERROR if no media server accepts the file,
   *   UPSTREAM_TIMEOUT, INSTANCE_NOT_CONNECTED
   */
  readonly upload: WAMediaUploadFunction = async (path, options) => {
    try {
      await this.whereTo(false);
      return await this.context.clock.within(this.settings.uploadTimeoutMs, this.send(path, options));
    } catch (error) {
      throw this.notTaken(error);
    }
  };

  /**
   * Uploads a file as it is, for a post in a channel.
   * @throws as {@link upload}
   */
  async publish(
    path: string,
    { mediaType, fileEncSha256B64 }: Parameters<WAMediaUploadFunction>[1],
  ): Promise<Awaited<ReturnType<WAMediaUploadFunction>> & { handle?: string }> {
    const ending = new AbortController();
    try {
      const { hosts, auth } = await this.whereTo(false);
      const token = Buffer.from(fileEncSha256B64, 'base64').toString('base64url');
      // Baileys has no such paths (whatsmeow `rawUpload`).
      const urls = hosts.map(({ hostname }) => {
        const url = new URL(`https://${hostname}/newsletter/newsletter-${mediaType}/${token}`);
        url.search = new URLSearchParams({ auth, token }).toString();
        return url.href;
      });
      const { uploadTimeoutMs, uploadAgent: agent } = this.settings;
      const uploading = uploadPlain(path, urls, { agent, signal: ending.signal });
      const { url = '', directPath, handle } = await this.context.clock.within(uploadTimeoutMs, uploading);
      return { mediaUrl: url, directPath, handle };
    } catch (error) {
      throw this.notTaken(error);
    } finally {
      ending.abort();
    }
  }

  /**
   * The current media servers. Baileys' own `refreshMediaConn` never asks again after a query has failed: every later
   * upload of the connection would fail, too.
   */
  private async whereTo(again: boolean): Promise<MediaConnInfo> {
    const { servers } = this;
    if (servers && !again && this.context.clock.now() < servers.fetchDate.getTime() + servers.ttl * 1000)
      return servers;
    const asked = () => askMediaServers(this.socket, this.context.clock.now());
    this.asking ??= this.context.clock.within(this.context.uplink.timeoutMs, asked()).finally(() => {
      this.asking = undefined;
    });
    this.servers = await this.asking;
    return this.servers;
  }

  private notTaken(cause: unknown): WhatsAppFault {
    const { uplink, log } = this.context;
    if (!uplink.carries(this.socket)) return notConnected(uplink.status);
    log.debug({ err: cause }, 'a file could not be uploaded');
    if (cause instanceof Expired)
      return new WhatsAppFault('UPSTREAM_TIMEOUT', 'the file could not be uploaded in time', {
        outcome: 'not_sent',
      });
    return new WhatsAppFault(
      'WHATSAPP_ERROR',
      "WhatsApp's media server did not accept the file",
      { reason: 'upload_failed', outcome: 'not_sent' },
      { cause },
    );
  }
}
