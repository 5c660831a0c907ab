import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { Fields } from '../state/fields.js';
import type { ErrorLog } from '../reports/error-log.js';
import type { Unhandled } from '../reports/unhandled.js';
import type { StateFile } from '../state/state-file.js';
import type { TlsIdentity } from '../trust/certificate.js';
import { stanza } from '../wire/stanza.js';
import { answerJson } from './answer.js';
import type { Downloads } from './downloads.js';
import type { Uploads } from './uploads.js';

const HOST = '127.0.0.1';
const NAME = 'server/media';

/** The port of the last run, which is part of URLs in messages; 0 without one. */
function lastPort(stateFile: StateFile): number {
  const saved = stateFile.get(NAME);
  return saved === undefined ? 0 : Fields.of(saved, NAME).integer('port');
}

const LEFT = new Set<unknown>(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Whether the client disconnected during a request. */
function hasLeft(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && LEFT.has(error.code);
}

/** Where the media server listens. */
export interface MediaListening {
  /** Default 127.0.0.1, which clients are given in any case: they are on this machine. */
  host?: string;
  /** Default: that of the last run, or any other. */
  port?: number;
}

/** The media server: HTTPS on a port of its own. */
export class MediaServer {
  private readonly http: Server;
  private port = 0;

  constructor(
    tls: TlsIdentity,
    private readonly stateFile: StateFile,
    private readonly uploads: Uploads,
    private readonly downloads: Downloads,
    private readonly unhandled: Unhandled,
    private readonly errors: ErrorLog,
  ) {
    this.http = createServer({ cert: tls.certificate, key: tls.privateKey }, (request, response) => {
      this.errors.watch(this.answer(request, response), 'media server');
    });
  }

  /** Host and port; valid once the server listens. */
  get host(): string {
    return `${HOST}:${this.port}`;
  }

  /** @throws Error if a given port is in use */
  async listen({ host = HOST, port }: MediaListening = {}): Promise<void> {
    if (port !== undefined) await this.bind(host, port);
    else await this.bind(host, lastPort(this.stateFile)).catch(async () => this.bind(host, 0));
    const address = this.http.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
    this.stateFile.put(NAME, () => ({ port: this.port }));
  }

  async close(): Promise<void> {
    const closed = once(this.http, 'close');
    this.http.close();
    this.http.closeAllConnections();
    await closed;
  }

  private async bind(host: string, port: number): Promise<void> {
    this.http.listen(port, host);
    await once(this.http, 'listening');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.route(request, response);
    } catch (error) {
      if (hasLeft(error)) return this.errors.client(error);
      if (!response.headersSent) answerJson(response, 500, { error: 'internal error of the emulator' });
      else response.destroy();
      throw error;
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: target = '/' } = request;
    const origin = `https://${this.host}`;
    const url = URL.canParse(target, origin) ? new URL(target, origin) : new URL(origin);
    if (method === 'POST' && this.uploads.serves(url))
      return this.uploads.handle(request, response, url, origin);
    if ((method === 'GET' || method === 'HEAD') && this.downloads.serves(url))
      return this.downloads.handle(request, response, url);
    this.unhandled.record(undefined, stanza('https', { type: `${method} ${url.pathname}` }));
    answerJson(response, 404, { error: `unknown path: ${method} ${url.pathname}` });
  }
}
