import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigService } from '@nestjs/config';
import type { Config } from '#libs/config';
import { SystemClock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { MediaSpool } from '../media/media-spool.js';
import { LinkPreviews } from './link-previews.js';

/** Places that nothing may be asked for: the guard refuses them before a connection is made. */
const INSIDE = ['http://10.0.0.1/', 'http://169.254.169.254/', 'http://[::1]/', 'http://192.168.0.1/x'];

let server: Server;
let origin: string;
let directory: string;
let previews: LinkPreviews;
/** What the page redirects to. */
let place = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'miaw-previews-'));
  server = createServer((request, response) => {
    if (request.url === '/page') {
      const html = `<title>Page</title><meta property="og:image" content="${place}">`;
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
    } else response.writeHead(302, { Location: place }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const config = new ConfigService<Config, true>({ production: false, sessionPath: directory });
  const spool = new MediaSpool(config);
  await spool.onModuleInit();
  // As in production, with the server of this test as the only local address.
  const guard = new AddressGuard({ production: true, allowedHosts: ['127.0.0.1'] });
  previews = new LinkPreviews(config, spool, guard, new SystemClock());
});

afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

describe.each(INSIDE)('the private address %s', (inside) => {
  const blocked = { trouble: { reason: 'blocked_address' } };
  const of = (text: string) => previews.of(text, new AbortController().signal);

  it('is not asked for', async () => {
    expect(await of(`see ${inside}`)).toMatchObject(blocked);
  });

  it('is not asked for when a page redirects to it', async () => {
    place = inside;
    expect(await of(`see ${origin}/away`)).toMatchObject(blocked);
  });

  it('is not asked for a picture', async () => {
    place = inside;
    const url = `${origin}/page`;
    expect(await of(url)).toMatchObject({ preview: { url, title: 'Page' }, ...blocked });
  });
});
