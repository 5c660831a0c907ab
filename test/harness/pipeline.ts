import { once } from 'node:events';
import { connect } from 'node:net';
import { API_KEY, type ApiServer } from './server.js';

/** One request of several that are sent at once. */
export interface Request {
  method: string;
  path: string;
  body?: object;
}

export interface Reply {
  code: number;
  /** The envelope. */
  body: unknown;
}

/** Writes requests into one connection without waiting for answers, so that they arrive in that order. */
export async function pipeline(server: ApiServer, requests: readonly Request[]): Promise<Reply[]> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(requests.map((request, index) => written(request, index === requests.length - 1)).join(''));
  await once(socket, 'close');
  return replies(Buffer.concat(chunks));
}

function written({ method, path, body }: Request, last: boolean): string {
  const json = body === undefined ? '' : JSON.stringify(body);
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    `X-API-Key: ${API_KEY}`,
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(json)}`,
    `Connection: ${last ? 'close' : 'keep-alive'}`,
    '',
    json,
  ].join('\r\n');
}

function replies(raw: Buffer): Reply[] {
  const all: Reply[] = [];
  for (let start = 0; start < raw.length;) {
    const end = raw.indexOf('\r\n\r\n', start);
    const head = raw.subarray(start, end).toString('latin1');
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const code = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    if (end < 0 || Number.isNaN(length)) throw new Error(`no answer: ${head}`);
    start = end + 4 + length;
    all.push({ code, body: JSON.parse(raw.subarray(end + 4, start).toString('utf8')) });
  }
  return all;
}
