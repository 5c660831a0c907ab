import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, Caller } from '../harness/http.js';
import { OPERATIONS } from '../harness/operations.js';
import { ROOT } from '../harness/process.js';
import { API_KEY, ApiServer } from '../harness/server.js';

let api: ApiServer;
let caller: Caller;
let stranger: Caller;

beforeAll(async () => {
  api = await ApiServer.start();
  caller = new Caller(api.url, [['X-API-Key', API_KEY]]);
  stranger = new Caller(api.url);
});

afterAll(async () => {
  caller.close();
  stranger.close();
  await api.stop();
});

describe('every answer', () => {
  const anything: readonly Call[] = [
    { path: '/' },
    { path: '/openapi.json' },
    { path: '/health' },
    { path: '/nowhere' },
    { path: '/%ff' },
    { path: '/api/v1/instances' },
    { path: '/api/v1/instances/nobody' },
    { method: 'POST', path: '/api/v1/instances', body: '{' },
    { method: 'PATCH', path: '/api/v1/instances' },
    { method: 'OPTIONS', path: '/api/v1/instances' },
    { method: 'HEAD', path: '/health' },
  ];

  it('has an id of its own, whatever the request says', async () => {
    const ids = new Set<unknown>();
    for (const request of [...anything, ...anything]) {
      const answer = await caller.call({ ...request, headers: [['X-Request-Id', 'mine']] });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      ids.add(answer.headers['x-request-id']);
    }
    expect(ids.size).toBe(anything.length * 2);
  });

  it('has the headers that keep browsers from mischief, and does not say what serves it', async () => {
    // What cannot be decoded is refused before anything else has its say; a preflight has nothing to show.
    for (const request of anything.filter(({ path, method }) => path !== '/%ff' && method !== 'OPTIONS')) {
      const { headers } = await caller.call(request);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': expect.stringMatching(/^(?:SAMEORIGIN|DENY)$/),
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringMatching(/^default-src '(?:self|none)';/),
      });
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
      expect(headers.server).toBeUndefined();
    }
  });
});

/** Where the links and parts of a page lead, by their attributes. */
function placesIn(html: string, attribute: 'src' | 'href'): string[] {
  return [...html.matchAll(new RegExp(`<(?!a )[^>]*\\s${attribute}="([^"]+)"`, 'g'))].map(([, place]) =>
    String(place),
  );
}

function linksIn(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)].map(([, place]) => String(place));
}

describe('the reference', () => {
  it.each(['/', '/docs'])('is at %s, and its parts all load under its own security policy', async (path) => {
    const page = await stranger.call({ path });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['x-frame-options']).toBe('DENY');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/img-src [^;]*blob:/);
    expect(policy).not.toContain('upgrade-insecure-requests');

    const scripts = [...page.text.matchAll(/<script\b([^>]*)>([^<]*)</g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toContain('src=');
      expect(inline?.trim()).toBe('');
    }
    expect(page.text).not.toMatch(/\son\w+=/);

    const parts = [...placesIn(page.text, 'src'), ...placesIn(page.text, 'href')];
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) {
      const { origin, pathname } = new URL(part, `${api.url}${path}`);
      expect(origin).toBe(api.url);
      const answer = await stranger.call({ path: pathname });
      expect({ part, status: answer.status }).toEqual({ part, status: 200 });
      const type = pathname.endsWith('.js') ? /javascript/ : pathname.endsWith('.css') ? /css/ : /svg/;
      expect(answer.headers['content-type']).toMatch(type);
      expect(answer.bytes.length).toBeGreaterThan(100);
    }
  });

  it('shows the document, and with it every operation', async () => {
    const script = await stranger.call({ path: '/docs/assets/reference.js' });
    const [, url] = /url: '([^']+)'/.exec(script.text) ?? [];
    const { pathname } = new URL(String(url), `${api.url}/docs`);
    expect(pathname).toBe('/openapi.json');
    const { text } = await stranger.call({ path: pathname });
    for (const { id } of OPERATIONS) expect(text).toContain(`"${id}"`);
  });

  it('is sent small to who takes that', async () => {
    const path = '/docs/assets/swagger-ui-bundle.js';
    const packed = await stranger.call({ path, headers: [['Accept-Encoding', 'gzip']] });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.bytes.length * 3).toBeLessThan((await stranger.call({ path })).bytes.length);
  });

  it('is all that is shown of what it is made of', async () => {
    for (const path of [
      '/package.json',
      '/docs/package.json',
      '/docs/reference.html',
      '/docs/assets/swagger-ui-bundle.js.map',
      '/docs/assets/',
      '/docs/guides/',
      '/docs/guides/nothing',
      '/docs/guides/..%2freference.html',
      '/docs/..%2f..%2fpackage.json',
    ])
      expect({ path, status: (await stranger.call({ path })).status }).toEqual({ path, status: 404 });
    expect((await stranger.call({ path: '/docs/%2e%2e/package.json' })).status).toBe(400);
    const { status, headers } = await stranger.call({ path: '/docs/' });
    expect({ status, location: headers.location }).toEqual({ status: 302, location: '../docs' });
  });
});

describe('the guides', () => {
  const files = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = new Map<string, string>();

  beforeAll(async () => {
    for (const path of ['/docs', ...files.map((name) => `/docs/guides/${name.slice(0, -3)}`)]) {
      const page = await stranger.call({ path });
      expect({ path, status: page.status }).toEqual({ path, status: 200 });
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      pages.set(path, page.text);
      if (path === '/docs') continue;
      expect(page.headers['content-security-policy']).not.toMatch(/script-src|unsafe/);
      expect(page.text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    }
  });

  it('have the text of the files', () => {
    for (const name of files) {
      const [, title] = /^# (.+)$/m.exec(readFileSync(join(ROOT, 'docs', name), 'utf8')) ?? [];
      expect(pages.get(`/docs/guides/${name.slice(0, -3)}`)).toMatch(new RegExp(`<h1[^>]*>${title}</h1>`));
    }
  });

  it('lead to each other, and to headings that exist', async () => {
    const others = new Set<string>();
    for (const [path, html] of pages)
      for (const link of linksIn(html)) {
        const { origin, pathname, hash } = new URL(link, `${api.url}${path}`);
        if (origin !== api.url) continue;
        const target = pages.get(pathname);
        if (target === undefined) others.add(pathname);
        else if (hash !== '')
          expect({ path, link, id: target.includes(`id="${hash.slice(1)}"`) }).toEqual({
            path,
            link,
            id: true,
          });
      }
    expect([...others].toSorted()).toEqual(['/console/', '/openapi.json']);
    const listed = linksIn(pages.get('/docs') ?? '');
    for (const name of files) expect(listed).toContain(`docs/guides/${name.slice(0, -3)}`);
  });
});

describe('CORS_ORIGIN', () => {
  const ours = 'https://app.example.com';
  let choosy: ApiServer;
  let browser: Caller;

  beforeAll(async () => {
    choosy = await ApiServer.start({ CORS_ORIGIN: `${ours}, https://other.example.com` });
    browser = new Caller(choosy.url);
  });

  afterAll(async () => {
    browser.close();
    await choosy.stop();
  });

  const preflight = { method: 'OPTIONS', path: '/api/v1/instances' };
  const asking = ['Access-Control-Request-Method', 'POST'] as const;

  it('lets the pages of listed origins in, one at a time', async () => {
    for (const origin of [ours, 'https://other.example.com']) {
      for (const request of [
        preflight,
        { path: '/health' },
        { path: '/api/v1/instances' },
        { path: '/nowhere' },
      ]) {
        const { headers } = await browser.call({ ...request, headers: [['Origin', origin], asking] });
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(headers.vary).toContain('Origin');
      }
    }
  });

  it.each(['https://evil.example.com', 'https://app.example.com.evil.com', 'http://app.example.com', 'null'])(
    'keeps out %s',
    async (origin) => {
      for (const request of [preflight, { path: '/health' }, { path: '/api/v1/instances' }]) {
        const { headers } = await browser.call({ ...request, headers: [['Origin', origin], asking] });
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  );

  it('lets pages read the id of a request, and sends no cookies along', async () => {
    const { headers } = await browser.call({ path: '/health', headers: [['Origin', ours]] });
    expect(headers['access-control-expose-headers']).toContain('X-Request-Id');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});
