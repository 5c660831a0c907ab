import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#libs/observability';
import { AddressGuard } from './address-guard.js';
import { download, type DownloadOptions } from './download.js';
import { DownloadFailure } from './download-failure.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const FILE = randomBytes(200_000);
const MAX = 250_000;

function portOf(server: { address(): unknown }): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port);
  throw new Error('the server listens on no port');
}

describe('a download', () => {
  let directory: string;
  let destination: string;
  let server: Server;
  let answer: Answer;
  let clock: ManualClock;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-download-'));
    destination = join(directory, 'file');
    server = createServer((request, response) => answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  beforeEach(() => {
    clock = new ManualClock();
  });

  afterEach(() => rmSync(destination, { force: true }));

  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });

  function options(changes: Partial<DownloadOptions> = {}): DownloadOptions {
    const guard = new AddressGuard({ production: false, allowedHosts: [] });
    const limits = { maxBytes: MAX, timeoutMs: 60_000, idleTimeoutMs: 15_000 };
    return { guard, clock, httpsOnly: false, destination, ...limits, ...changes };
  }

  function url(path = '/files/photo.jpg'): string {
    return `http://127.0.0.1:${portOf(server)}${path}`;
  }

  /** Why a download failed. Checks that no file remains. */
  async function reasonOf(attempt: Promise<unknown>): Promise<string> {
    const failure: unknown = await attempt.then(
      () => 'no failure',
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DownloadFailure);
    expect(existsSync(destination)).toBe(false);
    expect(clock.waiting).toBe(0);
    return failure instanceof DownloadFailure ? failure.reason : '';
  }

  it('brings the bytes, the announced type and a name into a file of its own', async () => {
    let asked: IncomingMessage | undefined;
    answer = (request, response) => {
      asked = request;
      response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': FILE.length }).end(FILE);
    };
    expect(await download(url(), options())).toEqual({
      path: destination,
      url: url(),
      sizeBytes: FILE.length,
      contentType: 'image/jpeg',
      fileName: 'photo.jpg',
    });
    expect(readFileSync(destination).equals(FILE)).toBe(true);
    expect(statSync(destination).mode & 0o777).toBe(0o600);
    expect(asked?.headers['accept-encoding']).toBe('identity');
    expect(clock.waiting).toBe(0);
  });

  it('may be exactly as large as the limit, announced or not', async () => {
    answer = (_request, response) => response.write(FILE, () => response.end());
    expect((await download(url(), options({ maxBytes: FILE.length }))).sizeBytes).toBe(FILE.length);
  });

  it.each<[string, Answer, string]>([
    ['a redirect', (_, response) => response.writeHead(302, { Location: '/other' }).end(), 'redirect'],
    ['not found', (_, response) => response.writeHead(404).end('no'), 'http_404'],
    ['a server error', (_, response) => response.writeHead(503).end(), 'http_503'],
    ['a part of it', (_, response) => response.writeHead(206).end('part'), 'http_206'],
    [
      'compression',
      (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      'encoding',
    ],
    [
      'an announced size beyond the limit',
      (_, response) => response.writeHead(200, { 'Content-Length': MAX + 1 }).write('x'),
      'too_large',
    ],
    [
      'a stream beyond the limit that never ends',
      (_, response) => response.writeHead(200).write(Buffer.alloc(MAX + 1)),
      'too_large',
    ],
    [
      'a body that breaks off',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 1000 });
        response.write('x', () => response.destroy());
      },
      'reset',
    ],
    ['nothing but a closed connection', (_, response) => response.destroy(), 'reset'],
  ])('fails at %s', async (_what, how, reason) => {
    answer = how;
    expect(await reasonOf(download(url(), options()))).toBe(reason);
  });

  it('does not visit the place that a redirect names', async () => {
    const visited: unknown[] = [];
    answer = (request, response) => {
      visited.push(request.url);
      response.writeHead(307, { Location: url('/secret') }).end();
    };
    expect(await reasonOf(download(url('/first'), options()))).toBe('redirect');
    expect(visited).toEqual(['/first']);
  });

  it('follows as many redirects as it may, and names the file after the last place', async () => {
    const visited: unknown[] = [];
    answer = (request, response) => {
      visited.push(request.url);
      const step = Number(/\d+/.exec(request.url ?? '')?.[0]);
      if (step < 3) response.writeHead(302, { Location: `/step/${step + 1}` }).end('moved');
      else response.writeHead(200).end(FILE);
    };
    const found = await download(url('/step/1'), options({ maxRedirects: 2 }));
    expect(found).toMatchObject({ sizeBytes: FILE.length, fileName: '3' });
    expect(visited).toEqual(['/step/1', '/step/2', '/step/3']);
    rmSync(destination);
    expect(await reasonOf(download(url('/step/0'), options({ maxRedirects: 2 })))).toBe('redirect');
  });

  it.each([
    ['ftp://example.com/file', 'scheme'],
    ['http://user:password@example.com/', 'credentials'],
    ['http://169.254.169.254/latest/', 'blocked_address'],
    ['http://localhost/', 'blocked_address'],
    ['http://[', 'redirect'],
  ])('judges the place of a redirect like the first: %s', async (place, reason) => {
    answer = (_request, response) => response.writeHead(302, { Location: place }).end();
    const guard = new AddressGuard({ production: true, allowedHosts: ['127.0.0.1'] });
    expect(await reasonOf(download(url(), options({ guard, maxRedirects: 5 })))).toBe(reason);
  });

  it('fails when nobody listens, nothing resolves, or what answers is not the protocol', async () => {
    const garbage = createTcpServer((socket) => socket.resume().end('this is no HTTP\r\n\r\n'));
    await once(garbage.listen(0, '127.0.0.1'), 'listening');
    const port = portOf(garbage);
    expect(await reasonOf(download(`http://127.0.0.1:${port}/`, options()))).toBe('invalid_answer');
    await new Promise((resolve) => garbage.close(resolve));
    expect(await reasonOf(download(`http://127.0.0.1:${port}/`, options()))).toBe('refused');
    expect(await reasonOf(download(url().replace('http:', 'https:'), options()))).toBe('tls');
    const resolve = async () => {
      throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    };
    const guard = new AddressGuard({ production: false, allowedHosts: [], resolve });
    expect(await reasonOf(download('http://nowhere.test/', options({ guard })))).toBe('dns');
  });

  it('asks for nothing that the guard or the scheme forbids', async () => {
    let visits = 0;
    answer = (_request, response) => {
      visits += 1;
      response.end();
    };
    const here = async () => [{ address: '127.0.0.1', family: 4 }];
    const guard = new AddressGuard({ production: true, allowedHosts: [], resolve: here });
    const port = portOf(server);
    expect(await reasonOf(download(url(), options({ guard })))).toBe('blocked_address');
    expect(await reasonOf(download(`http://hidden.test:${port}/`, options({ guard })))).toBe(
      'blocked_address',
    );
    expect(await reasonOf(download(url(), options({ httpsOnly: true })))).toBe('scheme');
    expect(await reasonOf(download(`http://me:pw@127.0.0.1:${port}/`, options()))).toBe('credentials');
    for (const other of ['file:///etc/passwd', 'ftp://127.0.0.1/x', 'data:text/plain,x'])
      expect(await reasonOf(download(other, options()))).toBe('scheme');
    expect(await reasonOf(download('/etc/passwd', options()))).toBe('invalid_url');
    expect(visits).toBe(0);
  });

  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
    ['10.0.0.1'],
    ['192.168.0.1', 'fd00::1'],
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['fe80::1'],
    ['0.0.0.0'],
    ['100.64.0.1'],
  ])('does not go to a name that leads to %s in production', async (...addresses) => {
    const resolve = async () => addresses.map((address) => ({ address, family: isIP(address) }));
    const guard = new AddressGuard({ production: true, allowedHosts: [], resolve });
    const hidden = `http://hidden.test:${portOf(server)}/files/photo.jpg`;
    expect(await reasonOf(download(hidden, options({ guard })))).toBe('blocked_address');
  });

  it('goes where the address leads that was judged, whatever the name leads to a moment later', async () => {
    const answers = ['203.0.113.7', '127.0.0.1'];
    const resolve = async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
    const guard = new AddressGuard({ production: true, allowedHosts: [], resolve });
    const hidden = `http://rebinding.test:${portOf(server)}/files/photo.jpg`;
    for (const _look of [1, 2])
      expect(await reasonOf(download(hidden, options({ guard })))).toBe('blocked_address');
  });

  it('fails when no answer begins, when it stands still, and when it drips for too long', async () => {
    answer = () => clock.advance(15_000);
    expect(await reasonOf(download(url(), options()))).toBe('timeout');
    answer = (_request, response) => {
      response.writeHead(200).flushHeaders();
      setImmediate(() => clock.advance(15_000));
    };
    expect(await reasonOf(download(url(), options()))).toBe('timeout');
    answer = (_request, response) => {
      const drip = () => {
        if (response.destroyed) return;
        clock.advance(10_000);
        response.write('x', () => setImmediate(drip));
      };
      drip();
    };
    expect(await reasonOf(download(url(), options()))).toBe('timeout');
  });

  it('ends when nobody wants it any more', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.write('x', () => controller.abort());
      };
    });
    expect(await reasonOf(download(url(), options({ signal: controller.signal })))).toBe('aborted');
    await closed;
    expect(await reasonOf(download(url(), options({ signal: AbortSignal.abort() })))).toBe('aborted');
  });

  it('overwrites nothing', async () => {
    writeFileSync(destination, 'mine');
    answer = (_request, response) => response.end(FILE);
    await expect(download(url(), options())).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(destination, 'utf8')).toBe('mine');
  });
});
