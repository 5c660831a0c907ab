import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Waiting } from './waiting.js';

/** A webhook as it arrived. */
export interface Arrival {
  path: string;
  headers: IncomingMessage['headers'];
  /** The exact bytes of the body. */
  raw: string;
  event: string;
  instanceId: string;
  id: string;
  sequence: number;
  timestamp: number;
  data: Record<string, unknown>;
  metadata?: Record<string, string>;
  /** Epoch ms of its arrival. */
  at: number;
  /** What it was, or will be, answered. */
  answer?: Answer;
}

export type Answer =
  | {
      status: number;
      headers?: Record<string, string>;
      body?: string;
      /** How long it takes over its answer. */
      delayMs?: number;
      /** What it waits for before it answers. */
      after?: Promise<void>;
    }
  | 'hang';

/** Somebody's webhook endpoint. */
export class Receiver {
  readonly arrivals = new Waiting<Arrival>();
  /** What it answers; may be replaced at any time. */
  answer: (arrival: Arrival) => Answer = () => ({ status: 200 });
  private port = 0;
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/webhook`;
  }

  /** Takes connections (again), on the port it had. */
  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** The next arrival of an event, optionally one whose data fit. Counted from `from`. */
  async event(
    event: string,
    fits: (arrival: Arrival) => boolean = () => true,
    options: { from?: number; ms?: number } = {},
  ): Promise<Arrival> {
    return this.arrivals.first(
      (arrival) => arrival.event === event && fits(arrival),
      () => `the webhook ${event} (there were ${this.arrivals.all.map((each) => each.event).join(', ')})`,
      options,
    );
  }

  /** How many arrived so far: a mark to wait from. */
  get mark(): number {
    return this.arrivals.all.length;
  }

  /** What came from a mark on for the first time: a kill may bring again what came before it. */
  firstSince(mark: number): Arrival[] {
    const known = new Set(this.arrivals.all.slice(0, mark).map(({ id }) => id));
    return this.arrivals.all.slice(mark).filter(({ id }) => !known.has(id) && known.add(id));
  }

  named(event: string): Arrival[] {
    return this.arrivals.all.filter((arrival) => arrival.event === event);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    const arrival: Arrival = {
      path: request.url ?? '',
      headers: request.headers,
      raw,
      ...JSON.parse(raw),
      at: Date.now(),
    };
    const answer = this.answer(arrival);
    arrival.answer = answer;
    this.arrivals.add(arrival);
    if (answer === 'hang') return;
    await answer.after;
    if (answer.delayMs !== undefined)
      await new Promise((resolve) => setTimeout(resolve, answer.delayMs).unref());
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body ?? '');
  }
}

/** A receiver for the file or the `describe` block that calls this. */
export function useReceiver(): Receiver {
  const receiver = new Receiver();
  beforeAll(async () => receiver.listen());
  afterAll(async () => receiver.stop());
  return receiver;
}
