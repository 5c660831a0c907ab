import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export const BOUNDARY = 'a-boundary-of-ours';

export interface Part {
  name: string;
  value: string | Buffer;
  fileName?: string;
  type?: string;
  encoding?: string;
}

export interface Answer {
  status: number;
  data?: Record<string, unknown>;
  error?: {
    code: string;
    details?: { fields?: { field: string; reason: string }[]; [key: string]: unknown };
  };
}

/** The bytes of a form. */
export function form(...parts: Part[]): Buffer {
  const pieces = parts.flatMap((part) => [head(part), Buffer.from(part.value), Buffer.from('\r\n')]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** What comes before the content of a part. */
export function head({ name, fileName, type, encoding }: Omit<Part, 'value'>): Buffer {
  const file = fileName === undefined ? '' : `; filename="${fileName}"`;
  const lines = [`--${BOUNDARY}`, `Content-Disposition: form-data; name="${name}"${file}`];
  if (type !== undefined) lines.push(`Content-Type: ${type}`);
  if (encoding !== undefined) lines.push(`Content-Transfer-Encoding: ${encoding}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** Requests to a port on loopback. */
export class Client {
  constructor(private readonly port: number) {}

  /** Begins a request that the caller writes. */
  begin(path: string, headers: Record<string, string | number>): ClientRequest {
    const all = { 'x-api-key': 'key-of-the-desk-only', connection: 'keep-alive', ...headers };
    return request({ host: '127.0.0.1', port: this.port, path, method: 'POST', headers: all, agent: false });
  }

  beginForm(path: string, headers: Record<string, string | number> = {}): ClientRequest {
    return this.begin(path, { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers });
  }

  async json(path: string, body: unknown): Promise<Answer> {
    const bytes = Buffer.from(JSON.stringify(body));
    return this.send(
      this.begin(path, { 'content-type': 'application/json', 'content-length': bytes.length }),
      [bytes],
    );
  }

  async form(path: string, ...parts: Part[]): Promise<Answer> {
    const bytes = form(...parts);
    return this.send(this.beginForm(path, { 'content-length': bytes.length }), [bytes]);
  }

  /** Writes everything, unless the server hangs up, and reads the answer. */
  async send(sending: ClientRequest, body: Iterable<Uint8Array>): Promise<Answer> {
    const answer = answerTo(sending);
    await Promise.all([pipeline(Readable.from(body, { objectMode: false }), sending), answer]);
    return answer;
  }
}

export async function answerTo(sending: ClientRequest): Promise<Answer> {
  const [incoming]: [IncomingMessage] = narrowed(await once(sending, 'response'));
  return { status: incoming.statusCode ?? 0, ...JSON.parse(await text(incoming)) };
}

function narrowed(heard: unknown[]): [IncomingMessage] {
  const [incoming] = heard;
  if (isIncoming(incoming)) return [incoming];
  throw new Error('no response');
}

function isIncoming(value: unknown): value is IncomingMessage {
  return value instanceof Readable && 'statusCode' in value;
}

/** Names of the fields at fault, sorted; of any other answer, its status. */
export function faults(answer: Answer): string[] {
  if (answer.error?.code !== 'INVALID_REQUEST') return [String(answer.status)];
  return (answer.error.details?.fields ?? []).map(({ field }) => field).sort();
}
