import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PATIENCE_MS } from './waiting.js';

export type Header = readonly [name: string, value: string];

export const JSON_TYPE: Header = ['Content-Type', 'application/json'];

/** A request exactly as it shall go out: nothing is normalised, added or left away but Host and the length. */
export interface Call {
  method?: string;
  /** With everything that `fetch` would resolve or encode, such as `/../` and `%ff`. */
  path: string;
  headers?: readonly Header[];
  body?: string | Buffer;
  /** Sends the body without saying how long it is. */
  chunked?: boolean;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

/** Sends requests that well-behaved clients would not, over connections that are kept. */
export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(
    private readonly base: string,
    /** What every request of this caller has. */
    private readonly headers: readonly Header[] = [],
  ) {}

  /** @throws when there is no answer */
  async call({ method = 'GET', path, headers = [], body, chunked = false }: Call): Promise<Answer> {
    const { hostname, port, host } = new URL(this.base);
    const length: Header = chunked
      ? ['Transfer-Encoding', 'chunked']
      : ['Content-Length', String(Buffer.byteLength(body ?? ''))];
    const bodily = body !== undefined || !['GET', 'HEAD'].includes(method);
    const all = [['Host', host] as const, ...this.headers, ...headers, ...(bodily ? [length] : [])];
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent: this.agent,
        hostname,
        port,
        method,
        path,
        headers: all.flat(),
        timeout: PATIENCE_MS,
      });
      outgoing.on('response', (response) => {
        bytesOf(response).then(
          (bytes) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              bytes,
              text: bytes.toString('utf8'),
            }),
          reject,
        );
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Sends JSON text. */
  async json(method: string, path: string, body: string, headers: readonly Header[] = []): Promise<Answer> {
    return this.call({ method, path, body, headers: [JSON_TYPE, ...headers] });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** A stream of events has no end: its beginning is its answer. */
async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  if (!response.headers['content-type']?.startsWith('text/event-stream')) return buffer(response);
  const [beginning] = await Promise.race([once(response, 'data'), once(response, 'end')]);
  response.destroy();
  return beginning ?? Buffer.alloc(0);
}

/** Writes bytes on a connection of their own and reads until the server closes it. */
export async function talk(base: string, bytes: string | Buffer): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('the server keeps the connection open')));
  socket.write(bytes);
  return parseAnswer(await buffer(socket));
}

/** The first answer in what a server wrote, empty where it wrote none. */
function parseAnswer(raw: Buffer): Answer {
  const end = raw.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = raw.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const headers: IncomingHttpHeaders = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const bytes = raw.subarray(end < 0 ? raw.length : end + 4);
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers,
    bytes,
    text: bytes.toString('utf8'),
  };
}
