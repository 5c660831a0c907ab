import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Somebody's web server on loopback, with files, and what one finds instead of files. */
export class FileServer {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  private readonly pages = new Map<string, Serve>();
  private port = 0;
  private readonly server = createServer((request, response) => this.answer(request, response));

  static async start(): Promise<FileServer> {
    const files = new FileServer();
    await files.listen();
    return files;
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  /** Offers a file. @returns its URL */
  offer(path: string, bytes: Buffer, headers: Record<string, string> = {}): string {
    return this.serve(path, (_request, response) => {
      response.writeHead(200, { 'Content-Length': bytes.length, ...headers }).end(bytes);
    });
  }

  /** Answers a path as told. @returns its URL */
  serve(path: string, serve: Serve): string {
    const url = new URL(path, this.origin);
    this.pages.set(url.pathname, serve);
    return url.href;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.asked.push(path);
    const serve = this.pages.get(new URL(path, this.origin).pathname);
    if (serve) serve(request, response);
    else response.writeHead(404).end('nothing here');
  }
}

/** A web server for the file or the `describe` block that calls this. */
export function useFileServer(): FileServer {
  const server = new FileServer();
  beforeAll(async () => server.listen());
  afterAll(async () => server.stop());
  return server;
}
