import { type Call, Caller } from '../harness/http.js';
import { OPERATIONS } from '../harness/operations.js';
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
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
      });
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
      expect(headers.server).toBeUndefined();
    }
  });
});

describe('the documentation at /', () => {
  it('is a page whose parts all load under its own security policy', async () => {
    const page = await stranger.call({ path: '/' });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain('upgrade-insecure-requests');

    const scripts = [...page.text.matchAll(/<script\b([^>]*)>([^<]*)</g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toContain('src=');
      expect(inline?.trim()).toBe('');
    }
    expect(page.text).not.toMatch(/\son\w+=/);

    const parts = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, part]) => String(part));
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      const { origin, pathname } = new URL(part, `${api.url}/`);
      expect(origin).toBe(api.url);
      const answer = await stranger.call({ path: pathname });
      expect({ part, status: answer.status }).toEqual({ part, status: 200 });
      const type = pathname.endsWith('.js') ? /javascript/ : pathname.endsWith('.css') ? /css/ : /png/;
      expect(answer.headers['content-type']).toMatch(type);
      expect(answer.bytes.length).toBeGreaterThan(100);
    }
  });

  it('shows the document, and with it every operation', async () => {
    const page = await stranger.call({ path: '/swagger-initializer.js' });
    const [, url] = /url: '([^']+)'/.exec(page.text) ?? [];
    const { pathname } = new URL(String(url), `${api.url}/`);
    expect(pathname).toBe('/openapi.json');
    const { text } = await stranger.call({ path: pathname });
    for (const { id } of OPERATIONS) expect(text).toContain(`"${id}"`);
  });

  it('is all that is shown of the package that it comes from', async () => {
    for (const path of ['/package.json', '/index.js', '/oauth2-redirect.html', '/swagger-ui-bundle.js.map'])
      expect((await stranger.call({ path })).status).toBe(404);
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
