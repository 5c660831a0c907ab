import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { LIMITS } from '#libs/config';
import { ManualClock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { HttpPoster } from './http-poster.js';
import type { PostOutcome } from './poster.js';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const TIMEOUT_MS = 10_000;
const BODY = Buffer.from('{"event":"message","text":"Grüße"}', 'utf8');

/** A receiver on loopback with scripted answers. */
class Receiver {
  handler: Handler = (_request, response) => response.end('OK');
  readonly requests: { request: IncomingMessage; body: Buffer }[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        this.requests.push({ request, body });
        this.handler(request, response, body);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver listens on no port');
    return address.port;
  }

  get connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('a post to a target', () => {
  const clock = new ManualClock();
  const guard = new AddressGuard({ production: false, allowedHosts: [] });
  let receiver: Receiver;
  let poster: HttpPoster;

  beforeEach(async () => {
    receiver = new Receiver();
    poster = new HttpPoster(guard, clock, TIMEOUT_MS);
    await receiver.open();
  });

  afterEach(async () => {
    poster.close();
    await receiver.close();
  });

  async function post(
    path = '/hook',
    signal = new AbortController().signal,
  ): Promise<PostOutcome | undefined> {
    const url = `http://127.0.0.1:${receiver.port}${path}`;
    const headers = { 'Content-Type': 'application/json', 'X-Miaw-Event': 'message' };
    return poster.post({ url, headers, body: BODY }, signal);
  }

  it('arrives byte for byte, with its headers', async () => {
    expect(await post('/hook?key=a%20b')).toEqual({ status: 200, response: 'OK', retryAfter: null });
    const [received] = receiver.requests;
    expect(received?.body.equals(BODY)).toBe(true);
    expect(received?.request.url).toBe('/hook?key=a%20b');
    expect(received?.request.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(BODY.length),
      'x-miaw-event': 'message',
    });
  });

  it('uses a connection again', async () => {
    await post();
    await post();
    expect(await receiver.connections).toBe(1);
    expect(receiver.requests).toHaveLength(2);
  });

  it('reports a failure of the receiver, and what it asks for', async () => {
    receiver.handler = (_request, response) =>
      response.writeHead(503, { 'Retry-After': '120' }).end('later, please');
    expect(await post()).toEqual({ status: 503, response: 'later, please', retryAfter: '120' });
  });

  it('does not follow a redirect', async () => {
    receiver.handler = (_request, response) => response.writeHead(307, { Location: '/elsewhere' }).end();
    expect(await post()).toMatchObject({ status: 307 });
    expect(receiver.requests).toHaveLength(1);
  });

  it('keeps the beginning of a big answer, and reads little more', async () => {
    let written = 0;
    receiver.handler = (_request, response) => {
      const chunk = Buffer.alloc(16 * 1024, 'a');
      const more = () => {
        while (!response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) break;
        }
      };
      response
        .writeHead(200)
        .on('drain', more)
        .on('close', () => response.destroy());
      more();
    };
    const outcome = await post();
    expect(outcome).toMatchObject({ status: 200, response: 'a'.repeat(1024) });
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('keeps the beginning of what a small compressed answer swells to', async () => {
    receiver.handler = (_request, response) =>
      response
        .writeHead(200, { 'Content-Encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(64 * 1024 * 1024, 'b')));
    expect(await post()).toMatchObject({ status: 200, response: 'b'.repeat(1024) });
  });

  it('does not cut a character in two', async () => {
    receiver.handler = (_request, response) => response.end('é'.repeat(2000).replace('é', 'e'));
    const outcome = await post();
    expect(outcome).toMatchObject({ response: `e${'é'.repeat(511)}` });
  });

  it("counts as answered when only the answer's body breaks off or is broken", async () => {
    receiver.handler = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half', () => response.destroy());
    };
    expect(await post()).toMatchObject({ status: 200, response: 'half' });
    receiver.handler = (_request, response) =>
      response.writeHead(204 + 1, { 'Content-Encoding': 'gzip' }).end('not gzip at all');
    expect(await post()).toMatchObject({ status: 205 });
  });

  it('times out on a receiver that never answers', async () => {
    const arrived = new Promise<void>((resolve) => {
      receiver.handler = () => resolve();
    });
    const outcome = post();
    await arrived;
    clock.advance(TIMEOUT_MS);
    expect(await outcome).toEqual({ status: null, error: 'timeout' });
    expect(clock.waiting).toBe(0);
  });

  it('stops waiting for the end of an answer at the same limit', async () => {
    const begun = new Promise<void>((resolve) => {
      receiver.handler = (_request, response) => response.writeHead(200).write('drip', () => resolve());
    });
    const outcome = post();
    await begun;
    // The headers must have arrived. The second request shows that everything sent before it has.
    receiver.handler = (_request, response) => response.end();
    await post();
    clock.advance(TIMEOUT_MS);
    expect(await outcome).toMatchObject({ status: 200 });
  });

  it('gives up when told to, without a verdict', async () => {
    const stop = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      receiver.handler = () => resolve();
    });
    const outcome = post('/hook', stop.signal);
    await arrived;
    stop.abort();
    expect(await outcome).toBeUndefined();
    expect(await post('/hook', AbortSignal.abort())).toBeUndefined();
  });

  it('goes out again at once when an idle connection turns out to be closed', async () => {
    await post();
    const [first] = receiver.requests;
    let refused = false;
    receiver.handler = (request, response) => {
      if (!refused && request.socket === first?.request.socket) {
        refused = true;
        request.socket.destroy();
      } else response.end('fresh');
    };
    expect(await post()).toMatchObject({ status: 200, response: 'fresh' });
    expect(refused).toBe(true);
  });

  it('calls a reset on a fresh connection by its name', async () => {
    receiver.handler = (request) => request.socket.destroy();
    expect(await post()).toEqual({ status: null, error: 'reset' });
  });

  it('tells a receiver that is not there, one that speaks no HTTP, and a URL that is none', async () => {
    const { port } = receiver;
    await receiver.close();
    const signal = new AbortController().signal;
    const send = (url: string, through = poster) => through.post({ url, headers: {}, body: BODY }, signal);
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ status: null, error: 'refused' });
    expect(await send('ftp://127.0.0.1/')).toEqual({ status: null, error: 'scheme' });
    const strict = new HttpPoster(
      new AddressGuard({ production: true, allowedHosts: [] }),
      clock,
      TIMEOUT_MS,
    );
    expect(await send(`http://127.0.0.1:${port}/`, strict)).toEqual({
      status: null,
      error: 'blocked_address',
    });
    receiver = new Receiver();
    await receiver.open();
    receiver.handler = (request) => request.socket.end('SMTP ready\r\n\r\n');
    expect(await post()).toEqual({ status: null, error: 'invalid_answer' });
    expect(await send(`https://127.0.0.1:${receiver.port}/`)).toEqual({ status: null, error: 'tls' });
  });

  it('closes the connection of a receiver that sends nothing but interim answers', async () => {
    let sent = 0;
    receiver.handler = ({ socket }) => {
      const flood = (): void => {
        if (socket.destroyed) return;
        sent += 1;
        socket.write('HTTP/1.1 103 Early Hints\r\n\r\n', flood);
      };
      flood();
    };
    // The clock stands still: no time limit ends this.
    expect(await post()).toEqual({ status: null, error: 'invalid_answer' });
    expect(sent).toBeGreaterThan(LIMITS.interimAnswers);
    receiver.handler = ({ socket }, response) => {
      for (let n = 0; n < LIMITS.interimAnswers; n += 1) socket.write('HTTP/1.1 102 Processing\r\n\r\n');
      response.end('OK');
    };
    expect(await post()).toMatchObject({ status: 200, response: 'OK' });
  });

  it('does not let a header break the request apart', async () => {
    const url = `http://127.0.0.1:${receiver.port}/`;
    const headers = { 'X-Custom': 'a\r\nX-Evil: b' };
    const outcome = await poster.post({ url, headers, body: BODY }, new AbortController().signal);
    expect(receiver.requests.every(({ request }) => request.headers['x-evil'] === undefined)).toBe(true);
    expect(outcome).toBeDefined();
  });
});
