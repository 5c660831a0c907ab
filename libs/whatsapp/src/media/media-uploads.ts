import { Expired, measures } from '#libs/observability';
import { rm, stat } from 'node:fs/promises';
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
import { type PlainUpload, uploadPlain } from './plain-upload.js';

export interface UploadSettings {
  /** Time for one upload, in ms. */
  uploadTimeoutMs: number;
  /** The current agent for uploads; undefined: Node's default. */
  uploadAgent: () => Agent | undefined;
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
      fetchAgent: settings.uploadAgent(),
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
      const { size } = await stat(path);
      const sent = await this.context.clock.within(this.settings.uploadTimeoutMs, this.send(path, options));
      measures.media.note({ direction: 'sent', bytes: size });
      return sent;
    } catch (error) {
      throw this.notTaken(error);
    }
  };

  /**
   * Uploads a file as it is, for a post in a channel.
   * @param path path of Baileys' copy, which Baileys removes only after a success
   * @throws as {@link upload}; the file is removed then
   */
  async publish(
    path: string,
    { mediaType, fileEncSha256B64 }: Parameters<WAMediaUploadFunction>[1],
  ): Promise<Awaited<ReturnType<WAMediaUploadFunction>> & { handle?: string }> {
    const ending = new AbortController();
    const token = Buffer.from(fileEncSha256B64, 'base64').toString('base64url');
    // Baileys has no such paths (whatsmeow `rawUpload`).
    const uploading = this.uploadPlain(path, `newsletter/newsletter-${mediaType}`, token, ending.signal);
    try {
      const { uploadTimeoutMs } = this.settings;
      const { size } = await stat(path);
      const { url = '', directPath, handle } = await this.context.clock.within(uploadTimeoutMs, uploading);
      measures.media.note({ direction: 'sent', bytes: size });
      return { mediaUrl: url, directPath, handle };
    } catch (error) {
      ending.abort();
      await uploading.catch(() => undefined);
      await rm(path, { force: true });
      throw this.notTaken(error);
    }
  }

  /** Once no media server accepts the file, WhatsApp is asked anew: the key to them may be out of date. */
  private async uploadPlain(
    path: string,
    place: string,
    token: string,
    signal: AbortSignal,
  ): Promise<PlainUpload> {
    const upload = async (again: boolean) => {
      const { hosts, auth } = await this.whereTo(again);
      const query = new URLSearchParams({ auth, token });
      const urls = hosts.map(({ hostname }) => `https://${hostname}/${place}/${token}?${query.toString()}`);
      return uploadPlain(path, urls, { agent: this.settings.uploadAgent(), signal });
    };
    try {
      return await upload(false);
    } catch {
      signal.throwIfAborted();
      return upload(true);
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
