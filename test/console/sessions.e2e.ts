import { createKey, listAudit, revokeKey, updateKey } from '../../packages/client/src/generated/index.js';
import { POSTGRES_URL } from '../harness/database.js';
import { type Call, Caller } from '../harness/http.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { comes } from '../harness/waiting.js';

const SESSION = '/console/session';
const INSTANCES = '/api/v1/instances';
const JSON_BODY = ['Content-Type', 'application/json'] as const;

let api: ApiServer;
let stranger: Caller;

beforeAll(async () => {
  api = await ApiServer.start();
  stranger = new Caller(api.url);
});

afterAll(async () => {
  stranger.close();
  await api.stop();
});

type Header = readonly [string, string];

interface Opened {
  status: number;
  cookie: string;
  setCookie: string;
  token: string;
  data: Record<string, unknown>;
}

async function open(key: string, more: readonly Header[] = []): Promise<Opened> {
  const headers = [['Authorization', `Bearer ${key}`] as const, ...more];
  const answer = await stranger.call({ method: 'POST', path: SESSION, headers });
  const [setCookie = ''] = [answer.headers['set-cookie'] ?? []].flat();
  const { data = {} } = JSON.parse(answer.text);
  return {
    status: answer.status,
    cookie: setCookie.split(';')[0] ?? '',
    setCookie,
    token: String(data.token),
    data,
  };
}

async function ask(call: Call, { cookie, token }: Partial<Opened>): Promise<number> {
  const headers: Header[] = [...(call.headers ?? [])];
  if (cookie !== undefined) headers.push(['Cookie', cookie]);
  if (token !== undefined) headers.push(['X-Console-Token', token]);
  return (await stranger.call({ ...call, headers })).status;
}

const create = (instanceId: string, headers: Header[] = [JSON_BODY]): Call => ({
  method: 'POST',
  path: INSTANCES,
  headers,
  body: JSON.stringify({ instanceId }),
});

async function newKey(scopes: ('instances:read' | 'instances:admin' | 'keys:admin')[]) {
  const { data } = await createKey({
    client: api.client,
    throwOnError: true,
    body: { name: 'console', scopes },
  });
  return data.data;
}

describe('a session of the console', () => {
  it('is opened with a key, and stands in for it', async () => {
    const session = await open(API_KEY);
    expect(session.status).toBe(201);
    expect(session.data).toMatchObject({ keyId: 'root', keyName: 'root', instances: null, emulator: false });
    expect(session.setCookie).toMatch(/^miaw_console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await ask({ path: INSTANCES }, { cookie: session.cookie })).toBe(200);
    expect(await ask({ path: SESSION }, { cookie: session.cookie })).toBe(200);
    expect(await ask(create('by-session'), session)).toBe(201);
  });

  it('has a cookie for https alone where the browser has the page by https', async () => {
    const { setCookie } = await open(API_KEY, [['Origin', 'https://bots.example.com']]);
    expect(setCookie).toMatch(/^__Host-miaw_console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    const [cookie] = setCookie.split(';');
    expect(await ask({ path: INSTANCES }, { cookie })).toBe(200);
    // One that another host of the domain has set does not count beside it.
    const other = await open(API_KEY);
    await ask({ method: 'DELETE', path: SESSION }, other);
    expect(await ask({ path: INSTANCES }, { cookie: `${other.cookie}; ${cookie}` })).toBe(200);
  });

  it.each(['', 'wrong', `${API_KEY}x`])('is not opened with the key “%s”', async (key) => {
    const { status, setCookie } = await open(key);
    expect({ status, setCookie }).toEqual({ status: 401, setCookie: '' });
    expect((await stranger.call({ method: 'POST', path: SESSION })).status).toBe(401);
  });

  it('changes nothing without its token', async () => {
    const { cookie } = await open(API_KEY);
    const other = await open(API_KEY);
    expect(await ask(create('forged'), { cookie })).toBe(401);
    expect(await ask(create('forged'), { cookie, token: other.token })).toBe(401);
    expect(await ask({ method: 'DELETE', path: SESSION }, { cookie })).toBe(401);
    expect(await ask({ path: `${INSTANCES}/forged` }, { cookie })).toBe(404);
  });

  it('is not for pages of other sites', async () => {
    const session = await open(API_KEY);
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(await ask({ path: INSTANCES, headers: [['Sec-Fetch-Site', site]] }, session)).toBe(401);
    expect(await ask({ path: INSTANCES, headers: [['Sec-Fetch-Site', 'same-origin']] }, session)).toBe(200);
  });

  it('may do what its key may, and no more; the audit log names the key', async () => {
    const { key, keyId } = await newKey(['instances:read']);
    const session = await open(key);
    expect(session.data).toMatchObject({ keyId, scopes: ['instances:read'] });
    expect(await ask({ path: INSTANCES }, session)).toBe(200);
    expect(await ask(create('denied'), session)).toBe(403);
    expect(await ask({ path: '/api/v1/keys' }, session)).toBe(403);
    const entry = await comes('the refusal in the audit log', async () => {
      const { data } = await listAudit({ client: api.client, throwOnError: true, query: { keyId } });
      return data.data.entries.find(({ operation }) => operation === 'createInstance');
    });
    expect(entry).toMatchObject({ keyName: 'console', status: 403, code: 'FORBIDDEN' });
    expect(await ask({ method: 'DELETE', path: SESSION }, session)).toBe(200);
    const operations = await comes('signing in and out in the audit log', async () => {
      const { data } = await listAudit({ client: api.client, throwOnError: true, query: { keyId } });
      const all = data.data.entries.map(({ operation, status }) => `${operation} ${status}`);
      return all.some((each) => each.startsWith('signOut')) ? all : undefined;
    });
    expect(operations.toSorted()).toEqual([
      'createInstance 403',
      'listKeys 403',
      'signIn 201',
      'signOut 200',
    ]);
  });

  it('ends when one signs out, and the cookie is removed', async () => {
    const session = await open(API_KEY);
    const other = await open(API_KEY);
    const headers: Header[] = [
      ['Cookie', session.cookie],
      ['X-Console-Token', session.token],
    ];
    const answer = await stranger.call({ method: 'DELETE', path: SESSION, headers });
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).toMatch(/^miaw_console=;.*Max-Age=0/);
    expect(await ask({ path: INSTANCES }, session)).toBe(401);
    expect(await ask({ path: INSTANCES }, other)).toBe(200);
  });

  it('gives way to a new one in the same browser', async () => {
    const first = await open(API_KEY);
    const second = await open(API_KEY, [['Cookie', first.cookie]]);
    expect(second.cookie).not.toBe(first.cookie);
    expect(await ask({ path: INSTANCES }, first)).toBe(401);
    expect(await ask({ path: INSTANCES }, second)).toBe(200);
  });

  it('ends when its key is revoked, changed, or the server restarts', async () => {
    const revoked = await newKey(['instances:read']);
    const changed = await newKey(['instances:read']);
    const kept = await newKey(['instances:read']);
    const sessions = [await open(revoked.key), await open(changed.key), await open(kept.key)];
    const { client } = api;
    await revokeKey({ client, throwOnError: true, path: { keyId: revoked.keyId } });
    await updateKey({
      client,
      throwOnError: true,
      path: { keyId: changed.keyId },
      body: { rateLimitPerMinute: 500 },
    });
    const answers = async () =>
      Promise.all(sessions.map(async (session) => ask({ path: INSTANCES }, session)));
    expect(await answers()).toEqual([401, 401, 200]);
    expect((await open(revoked.key)).status).toBe(401);
    expect((await open(changed.key)).status).toBe(201);
    await api.halt();
    await api.start();
    // Where other servers may have the sessions, they outlive this one.
    expect(await answers()).toEqual([401, 401, POSTGRES_URL === undefined ? 401 : 200]);
  });
});

describe('the phones of an emulator', () => {
  it('are not there without one', async () => {
    const session = await open(API_KEY);
    const body = { method: 'POST', path: '/console/emulator/phones', headers: [JSON_BODY], body: '{}' };
    expect(await ask(body, session)).toBe(404);
  });
});

describe('attempts to open one', () => {
  it('are limited as all requests without a valid key are', async () => {
    const limited = await ApiServer.start({ RATE_LIMIT_PER_MINUTE: '5' });
    const guesser = new Caller(limited.url);
    try {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 8; attempt += 1) {
        const headers = [['Authorization', `Bearer guess-${attempt}`] as const];
        statuses.push((await guesser.call({ method: 'POST', path: SESSION, headers })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    } finally {
      guesser.close();
      await limited.stop();
    }
  });
});

describe('the pages of the console', () => {
  it('have their own policy, and nobody may frame them', async () => {
    for (const path of ['/console/', '/console/instances/my-bot-1?x=y', '/console/deliveries']) {
      const answer = await stranger.call({ path });
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'x-frame-options': 'DENY' });
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
      expect(answer.text).toContain('<div id="app">');
      expect(answer.text).not.toMatch(/<style|\son\w+=|<script(?![^>]*src=)/);
    }
  });

  it('load parts whose names change with their content', async () => {
    const page = await stranger.call({ path: '/console/' });
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => String(part));
    expect(parts.length).toBeGreaterThan(2);
    for (const path of parts) {
      expect(path).toMatch(/^\/console\/assets\/.+-[\w-]{8}\.(?:js|css|svg)$/);
      const answer = await stranger.call({ path });
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    }
    expect((await stranger.call({ path: '/console/assets/index-00000000.js' })).status).toBe(404);
  });

  it('are at /console/, and nowhere else', async () => {
    const { status, headers } = await stranger.call({ path: '/console' });
    expect({ status, location: headers.location }).toEqual({ status: 302, location: '/console/' });
    expect((await stranger.call({ path: '/nowhere' })).status).toBe(404);
    for (const path of [
      '/console/../openapi.json',
      '/console/%2e%2e/openapi.json',
      '/console/..%2fopenapi.json',
    ])
      expect((await stranger.call({ path })).text).not.toContain('"openapi"');
  });
});
