import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ManualClock } from '#libs/observability';
import { AddressGuard } from './address-guard.js';
import { boundedFetch } from './bounded-fetch.js';
import { DownloadFailure, type DownloadReason } from './download-failure.js';

const LARGEST = 64 * 1024;

let server: Server;
let origin: string;
let clock: ManualClock;
let visits: (string | undefined)[];
let answer: RequestListener;

beforeEach(async () => {
  visits = [];
  clock = new ManualClock();
  answer = (_request, response) => response.end('hello');
  server = createServer((request, response) => {
    visits.push(request.url);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** @param names what is looked up, with the address of each */
function bounded(permits: (url: URL) => boolean, names: Record<string, string> = {}): RequestInit {
  const guard = new AddressGuard({
    production: true,
    allowedHosts: ['127.0.0.1'],
    resolve: async (name) => (names[name] ? [{ address: names[name], family: 4 }] : []),
  });
  return boundedFetch({
    clock,
    guard,
    permits,
    maxBytes: LARGEST,
    timeoutMs: 60_000,
    idleTimeoutMs: 1_000,
  });
}

/** What is read behind a URL, or what it fails with. */
async function read(url: string, options: RequestInit = bounded(() => true)): Promise<string> {
  try {
    const answered = await fetch(url, options);
    return await answered.text();
  } catch (error) {
    const { cause = error } = Object(error);
    return String(cause);
  }
}

/** Jest's errors are not Node's, which takes their text. */
function failure(reason: DownloadReason): unknown {
  return expect.stringContaining(new DownloadFailure(reason).message);
}

describe('what a library fetches', () => {
  it('comes from places that are permitted', async () => {
    expect(await read(`${origin}/a`)).toBe('hello');
  });

  it('comes from nowhere else, and nobody else is asked', async () => {
    expect(
      await read(
        `${origin}/a`,
        bounded(() => false),
      ),
    ).toEqual(failure('blocked_address'));
    expect(await read('http://10.0.0.1/')).toEqual(failure('blocked_address'));
    expect(await read('http://[::1]/')).toEqual(failure('blocked_address'));
    expect(await read('http://localhost/')).toEqual(failure('blocked_address'));
    expect(visits).toEqual([]);
  });

  it('comes from no private address behind a permitted name', async () => {
    const options = bounded(() => true, { 'inside.test': '10.0.0.1' });
    expect(await read('http://inside.test/', options)).toContain('OutboundRefused');
  });

  it('is not looked for where a permitted place redirects to', async () => {
    const { port } = new URL(origin);
    answer = ({ url }, response) => {
      if (url === '/a') response.writeHead(302, { Location: '/b' }).end();
      else response.writeHead(307, { Location: `http://elsewhere.test:${port}/c` }).end();
    };
    const options = bounded(({ hostname }) => hostname === '127.0.0.1', { 'elsewhere.test': '127.0.0.1' });
    expect(await read(`${origin}/a`, options)).toEqual(failure('blocked_address'));
    expect(visits).toEqual(['/a', '/b']);
  });

  it('is not larger than permitted, whatever is announced', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'Content-Length': LARGEST + 1 }).flushHeaders();
    expect(await read(`${origin}/announced`)).toEqual(failure('too_large'));
    answer = (_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(16 * 1024), more);
      };
      more();
    };
    expect(await read(`${origin}/endless`)).toContain('terminated');
  });

  it('is not compressed', async () => {
    answer = ({ headers }, response) => {
      response.setHeader('X-Asked', headers['accept-encoding'] ?? 'nothing');
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(32 * LARGEST)));
    };
    expect(await read(`${origin}/a`)).toEqual(failure('encoding'));
    answer = ({ headers }, response) => response.end(headers['accept-encoding']);
    expect(await read(`${origin}/a`)).toBe('identity');
  });

  it('does not take longer than permitted', async () => {
    answer = (_request, response) => response.write('a');
    const answered = await fetch(
      `${origin}/silent`,
      bounded(() => true),
    );
    clock.advance(1_001);
    await expect(answered.text()).rejects.toThrow('terminated');
  });
});
