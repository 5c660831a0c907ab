import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { repairLibraries } from '#libs/signal';
import { controlServer } from './control/control.js';
import { MediaDirectory } from './media/media-directory.js';
import { type EmulatorLogger, ErrorLog } from './reports/error-log.js';
import { WhatsAppServer } from './assembly.js';
import { StateFile } from './state/state-file.js';

/** The options of an emulator. */
export interface EmulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Address on which the control API and the server listen. Default 127.0.0.1: whoever reaches it controls all phones. */
  host?: string;
  /** Port of the media server. Without it, that of the last run, or any other. */
  mediaPort?: number;
  /** Directory that keeps everything over a restart. Without it, the emulator keeps nothing. */
  stateDir?: string;
  logger?: EmulatorLogger;
}

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';
const CHAT_PATH = '/ws/chat';

/** WhatsApp on this machine: the server that companions connect to, the phones of people, and the control API. */
export class WhatsAppEmulator {
  private constructor(
    private readonly http: FastifyInstance,
    private readonly sockets: WebSocketServer,
    private readonly server: WhatsAppServer,
    private readonly stateFile: StateFile,
    private readonly media: MediaDirectory,
    /** Of the control API, without a slash at the end: http://127.0.0.1:4700. */
    readonly url: string,
  ) {}

  /** @throws Error when the port is in use or the state cannot be read */
  static async start({
    port = 0,
    host = LOOPBACK,
    mediaPort,
    stateDir,
    logger,
  }: EmulatorOptions = {}): Promise<WhatsAppEmulator> {
    // The phones use these libraries, too, and must not have their faults.
    repairLibraries();
    const stateFile = StateFile.open(stateDir);
    let authority = '';
    const media = MediaDirectory.open(stateDir);
    const server = new WhatsAppServer(stateFile, new ErrorLog(logger), media);
    await server.directory.restore();
    // Through a published port of a container, clients come from outside, too.
    await server.mediaServer
      .listen({ port: mediaPort, ...(host === EVERYWHERE && { host }) })
      .catch((error: unknown) => {
        media.close();
        throw error;
      });
    const http = controlServer(
      server,
      () => `ws://${authority}${CHAT_PATH}`,
      () => stateFile.flush(),
    );
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    http.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.split('?')[0] !== CHAT_PATH || server.faults.take('refuse-connections')) {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => server.accept(client));
    });
    await http.listen({ host, port }).catch(async (error: unknown) => {
      await server.mediaServer.close();
      media.close();
      throw error;
    });
    // Clients are on this machine, whoever else may call the control API.
    authority = `${host === EVERYWHERE ? LOOPBACK : host}:${portOf(http)}`;
    const url = `http://${authority}`;
    return new WhatsAppEmulator(http, sockets, server, stateFile, media, url);
  }

  /** The address that clients connect to. */
  get webSocketUrl(): string {
    return `${this.url.replace('http', 'ws')}${CHAT_PATH}`;
  }

  /** The Noise trust root, 32 bytes. */
  get noiseRootPublicKey(): Buffer {
    return Buffer.from(this.server.trust.noise.public);
  }

  /** Cuts all connections, stops listening and saves the state. */
  async stop(): Promise<void> {
    for (const connection of this.server.connections.list) connection.drop();
    this.sockets.close();
    await this.http.close();
    await this.server.mediaServer.close();
    this.stateFile.close();
    this.media.close();
  }
}

function portOf(http: FastifyInstance): number {
  const address = http.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the emulator does not listen');
  return address.port;
}
