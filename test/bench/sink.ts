import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A receiver of webhooks that does as little as it can: it reads, notes when and on which path, and answers 200. */
export class Sink {
  /** `performance.now()` at the end of each request, by the path it came on. */
  readonly times = new Map<string, number[]>();
  /** When the message with an id came first. */
  readonly messages = new Map<string, number>();
  /** Paths that are never answered. */
  readonly hanging = new Set<string>();
  count = 0;
  private readonly server = createServer((request, response) => void this.take(request, response));
  private port = 0;

  static async start(): Promise<Sink> {
    const sink = new Sink();
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    const address = sink.server.address();
    if (typeof address === 'object' && address !== null) sink.port = address.port;
    return sink;
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const at = performance.now();
    const path = request.url ?? '/';
    if (this.hanging.has(path)) return;
    response.end();
    this.count += 1;
    const times = this.times.get(path) ?? [];
    this.times.set(path, times);
    times.push(at);
    const { event, data } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (event === 'message' && !this.messages.has(data.id)) this.messages.set(String(data.id), at);
  }
}
