import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { screen } from './screen.js';

/** A webhook that arrived with a valid signature. */
export interface Webhook {
  event: string;
  instanceId: string;
  data: Record<string, unknown>;
}

type Watcher = (webhook: Webhook) => void;

/** The webhook receiver of a backend. Verifies signatures and prints what arrives. */
export class Receiver {
  private readonly watchers = new Set<Watcher>();
  private readonly arrived: Webhook[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(secret: string): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the receiver has no port');
    const receiver = new Receiver(server, `http://127.0.0.1:${address.port}/webhook`);
    server.on('request', (request, response) => {
      receiver
        .take(request, secret)
        .then((status) => response.writeHead(status).end())
        .catch(() => response.writeHead(400).end());
    });
    return receiver;
  }

  /** Resolves with the first webhook that fits, past or future. */
  async heard(fits: (webhook: Webhook) => boolean, what: string, ms = 20_000): Promise<Webhook> {
    const present = this.arrived.find(fits);
    if (present) return present;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no webhook within ${ms} ms: ${what}`)), ms);
      const watcher: Watcher = (webhook) => {
        if (!fits(webhook)) return;
        clearTimeout(timer);
        this.watchers.delete(watcher);
        resolve(webhook);
      };
      this.watchers.add(watcher);
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, secret: string): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const signature = header(request, 'x-miaw-signature');
    const timestamp = header(request, 'x-miaw-timestamp');
    const expected = `sha256=${createHmac('sha256', secret + timestamp)
      .update(body)
      .digest('hex')}`;
    const signed =
      signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
    if (!signed) {
      screen.refused('wrong signature');
      return 401;
    }
    const webhook: Webhook = JSON.parse(body.toString('utf8'));
    show(webhook);
    this.arrived.push(webhook);
    for (const watcher of this.watchers) watcher(webhook);
    return 200;
  }
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** A line about the event, and the message itself if it is one. */
function show({ event, data }: Webhook): void {
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  screen.webhook(event, text('status') || text('type'), JSON.stringify(data, null, 2));
  if (event !== 'message') return;
  const author = text('senderName') || `+${text('senderPhone')}`;
  screen.chat(author, text('text') || text('caption') || `(${text('type')})`);
}
