import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { absent, Desk, DOCUMENT, IMAGE } from './testing/desk.js';
import { held, MIB } from './testing/memory.js';
import { SAMPLES } from './testing/samples.js';
import { answerTo, Client, faults } from './testing/upload.js';

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

describe('a medium', () => {
  let desk: Desk;
  let client: Client;
  let place: Server;
  let serve: (response: ServerResponse) => void;
  let visits: number;

  beforeAll(async () => {
    desk = await Desk.open({ MEDIA_FETCH_TIMEOUT_MS: '6000' });
    client = new Client(desk.port);
    place = createServer((_request, response) => {
      visits += 1;
      serve(response);
    });
    await once(place.listen(0, '127.0.0.1'), 'listening');
  });

  beforeEach(() => {
    visits = 0;
    desk.reset();
  });

  afterEach(async () => {
    await desk.counter.call;
    expect(desk.spooled()).toEqual([]);
  });

  afterAll(async () => {
    place.closeAllConnections();
    place.close();
    await desk.close();
  });

  function url(path: string): string {
    return `http://127.0.0.1:${portOf(place)}${path}`;
  }

  describe('within JSON', () => {
    it.each([
      ['base64', SAMPLES.jpeg.toString('base64')],
      ['a data: URI', `data:image/png;base64,${SAMPLES.jpeg.toString('base64')}`],
    ])('arrives as %s', async (_what, media) => {
      const answer = await client.json(IMAGE, { to: 'x', media, mentions: ['1'] });
      expect(answer).toMatchObject({ status: 200, data: { mimetype: 'image/jpeg', fileName: 'image.jpg' } });
      expect(desk.counter.visit.bytes?.equals(SAMPLES.jpeg)).toBe(true);
      expect(desk.counter.visit.mode).toBe(0o600);
      expect(desk.counter.visit.media?.fields).toEqual({ to: 'x', mentions: ['1'] });
    });

    it('may have 16 MiB, and no more', async () => {
      const media = Buffer.alloc(16 * MIB, 1).toString('base64');
      expect(await client.json(DOCUMENT, { to: 'x', media })).toMatchObject({
        status: 200,
        data: { sizeBytes: 16 * MIB, mimetype: 'application/octet-stream' },
      });
      expect(await client.json(DOCUMENT, { to: 'x', media: `${media}AAAA` })).toMatchObject({ status: 413 });
      expect(await client.json(DOCUMENT, { to: 'x', media: media.repeat(2) })).toMatchObject({ status: 413 });
    });

    it('is refused together with the other fields, before the instance is asked about', async () => {
      desk.counter.ready = absent;
      for (const media of ['/etc/passwd', 'file:///etc/passwd', 'javascript:1', '', null, undefined])
        expect(faults(await client.json(IMAGE, { to: 7, media }))).toEqual(['media', 'to']);
      expect(faults(await client.json(IMAGE, { to: 'x', media: 'AAAA', mimetype: 'x' }))).toEqual([
        'mimetype',
      ]);
      const media = SAMPLES.pdf.toString('base64');
      expect(await client.json(IMAGE, { to: 'x', media })).toMatchObject({ status: 415 });
      expect(desk.counter.asked).toBe(0);
      expect(await client.json(DOCUMENT, { to: 'x', media })).toMatchObject({ status: 404 });
    });

    it('needs a body', async () => {
      const sending = client.begin(IMAGE, {});
      sending.end();
      expect(faults(await answerTo(sending))).toEqual(['body']);
    });
  });

  describe('behind a URL', () => {
    it('is fetched, with its name and, where the bytes do not tell, its type', async () => {
      serve = (response) =>
        response.writeHead(200, { 'Content-Type': 'text/csv; charset=utf-8' }).end(SAMPLES.csv);
      expect(await client.json(DOCUMENT, { to: 'x', media: url('/files/list.csv') })).toMatchObject({
        status: 200,
        data: { mimetype: 'text/csv; charset=utf-8', fileName: 'list.csv', sizeBytes: SAMPLES.csv.length },
      });
      expect(desk.counter.visit.bytes?.equals(SAMPLES.csv)).toBe(true);
      expect(desk.counter.visit.mode).toBe(0o600);
    });

    it('is judged by its bytes', async () => {
      serve = (response) => response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(SAMPLES.pdf);
      expect(await client.json(IMAGE, { to: 'x', media: url('/a.jpg') })).toMatchObject({ status: 415 });
    });

    it('is not asked for when the instance cannot send', async () => {
      desk.counter.ready = absent;
      expect(await client.json(IMAGE, { to: 'x', media: url('/a.jpg') })).toMatchObject({ status: 404 });
      expect(visits).toBe(0);
    });

    it.each<[string, string, (response: ServerResponse) => void]>([
      ['http_404', 'is not there', (response) => response.writeHead(404).end()],
      ['timeout', 'never answers', () => undefined],
      ['empty', 'is empty', (response) => response.end()],
      [
        'too_large',
        'is too large',
        (response) => response.writeHead(200, { 'Content-Length': 65 * MIB }).write('x'),
      ],
      ['reset', 'breaks off', (response) => response.destroy()],
    ])('is %s when it %s', async (reason, _what, how) => {
      serve = how;
      expect(await client.json(IMAGE, { to: 'x', media: url('/a.jpg') })).toMatchObject({
        status: 422,
        error: { code: 'MEDIA_FETCH_FAILED', details: { field: 'media', reason } },
      });
      expect(visits).toBe(1);
    });

    it('is no longer fetched when the client goes away', async () => {
      const sending = client.begin(IMAGE, { 'content-type': 'application/json' });
      sending.on('error', () => undefined);
      const left = new Promise<void>((resolve) => {
        serve = (response) => {
          response.on('close', () => resolve());
          response.write('x', () => sending.destroy());
        };
      });
      sending.end(JSON.stringify({ to: 'x', media: url('/a.jpg') }));
      await left;
      await desk.counter.call;
      expect(desk.counter.visit).toEqual({});
    });

    it('may be as large as the limit, in little memory', async () => {
      // The others meet a server that never answers, and are not to wait long for it.
      const patient = await Desk.open({});
      const chunk = Buffer.alloc(64 * 1024, 1);
      const before = held();
      let peak = 0;
      serve = (response) => {
        let left = 60 * MIB;
        const more = (): void => {
          while (left > 0) {
            left -= chunk.length;
            if ((left / chunk.length) % 300 === 299) peak = Math.max(peak, held() - before);
            if (!response.write(chunk)) break;
          }
          if (left > 0) response.once('drain', more);
          else response.end();
        };
        more();
      };
      const answer = await new Client(patient.port).json(DOCUMENT, { to: 'x', media: url('/large') });
      expect(answer).toMatchObject({ status: 200, data: { sizeBytes: 60 * MIB } });
      expect(peak).toBeLessThan(30 * MIB);
      await patient.close();
    }, 120_000);
  });
});

describe('a medium in production', () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await Desk.open({ NODE_ENV: 'production', API_KEY: 'key-of-the-desk-only' });
  });

  afterAll(() => desk.close());

  it('is fetched over https, from public addresses', async () => {
    const client = new Client(desk.port);
    expect(faults(await client.json(IMAGE, { to: 'x', media: 'http://example.com/a.jpg' }))).toEqual([
      'media',
    ]);
    for (const media of [
      'https://127.0.0.1:9/a.jpg',
      'https://[::1]/a.jpg',
      'https://169.254.169.254/',
      'https://localhost/',
    ])
      expect(await client.json(IMAGE, { to: 'x', media })).toMatchObject({
        status: 422,
        error: { code: 'MEDIA_FETCH_FAILED', details: { field: 'media', reason: 'blocked_address' } },
      });
  });
});
