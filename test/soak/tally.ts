import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Mood = 'well' | 'refusing' | 'slow' | 'hanging' | 'changing';

/** What the deliveries of one instance at one endpoint came to. */
interface Count {
  /** Sequences of the events that were taken. */
  taken: Set<number>;
  /** Ids of the messages in them. */
  messages: Map<string, number>;
}

/** Longer than the server waits for an answer. */
const SLOW_MS = 1_500;

/** A receiver of webhooks that remembers numbers and not bodies, and whose endpoints have moods. */
export class Tally {
  /** Requests with deliveries, by instance. */
  readonly requests = new Map<string, number>();
  /** Answers by which an endpoint took a delivery. */
  taken = 0;
  private readonly moods = new Map<string, Mood>();
  private readonly counts = new Map<string, Count>();
  private readonly server = createServer((request, response) => void this.take(request, response));
  private port = 0;
  private turn = 0;

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  url(endpoint: string): string {
    return `http://127.0.0.1:${this.port}/${endpoint}`;
  }

  is(endpoint: string, mood: Mood): void {
    this.moods.set(`/${endpoint}`, mood);
  }

  /** All endpoints take everything from now on. */
  recover(): void {
    this.moods.clear();
  }

  /** What an endpoint has taken of an instance. */
  of(endpoint: string, instanceId: string): Count {
    return this.countOf(`/${endpoint}`, instanceId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private countOf(path: string, instanceId: string): Count {
    const key = `${path} ${instanceId}`;
    const count = this.counts.get(key) ?? { taken: new Set(), messages: new Map() };
    this.counts.set(key, count);
    return count;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    } catch {
      // The server has given up: it was too slow for itself.
      return;
    }
    const { event, instanceId, sequence, data } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const path = request.url ?? '';
    // A test of an endpoint is no delivery.
    if (event === 'test') {
      response.writeHead(200).end();
      return;
    }
    this.requests.set(instanceId, (this.requests.get(instanceId) ?? 0) + 1);
    const mood = this.moodOf(path);
    if (mood === 'hanging') return;
    if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS).unref());
    if (mood === 'refusing') {
      response.writeHead(503).end('not now');
      return;
    }
    response.writeHead(200).end();
    this.taken += 1;
    const count = this.countOf(path, instanceId);
    count.taken.add(sequence);
    if (event === 'message') {
      const id = String(data.id);
      count.messages.set(id, (count.messages.get(id) ?? 0) + 1);
    }
  }

  private moodOf(path: string): Mood {
    const mood = this.moods.get(path) ?? 'well';
    if (mood !== 'changing') return mood;
    this.turn += 1;
    return this.turn % 4 === 0 ? 'refusing' : this.turn % 13 === 0 ? 'slow' : 'well';
  }
}
