import { once } from 'node:events';
import { connect } from 'node:net';
import { makeKey, keysByScope, ROOT_ONLY } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { dataOf, errorOf, record } from '../harness/envelope.js';
import { type Answer, Caller } from '../harness/http.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { OPERATIONS, requestOf } from '../harness/operations.js';
import { Person } from '../harness/person.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
const PIXEL = bytesOf(EXAMPLE_FILES.image).toString('base64');

const world = useWorld();
const bot = new Bot(world, 'ours', BOT);
const document = Document.read();
/** Those that a key can have. */
const SCOPES = [...new Set(document.scopes.values())].filter((scope) => scope !== ROOT_ONLY);
let root: Caller;
let stranger: Caller;

beforeAll(async () => {
  root = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
  stranger = new Caller(world.api.url);
  await bot.link();
  await new Bot(world, 'theirs').create();
});

afterAll(() => {
  root.close();
  stranger.close();
});

const make = (body: object) => makeKey(world.api.url, body);

async function statusOf(caller: Caller, path: string, method = 'GET'): Promise<number> {
  return (await caller.call({ path, method })).status;
}

function listOf(answer: Answer): Record<string, unknown>[] {
  const data = dataOf(answer);
  return (Array.isArray(data) ? data : []).map(record);
}

async function change(path: string, body: object, method = 'PATCH', caller = root): Promise<Answer> {
  return caller.json(method, path, JSON.stringify(body));
}

/** The scope that was missing; `key` if the key was not accepted at all. */
function refusalOf(answer: Answer): unknown {
  const { code, details } = errorOf(answer);
  return code === 'UNAUTHORIZED' ? 'key' : details['missingScope'];
}

describe('a key', () => {
  it('is shown once, and never again', async () => {
    const made = await change('/api/v1/keys', { name: 'shop', scopes: ['messages:read'] }, 'POST');
    expect(made.status).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { keyId: id, key, ...rest } = record(dataOf(made));
    const keyId = String(id);
    expect(key).toMatch(new RegExp(`^miaw_${keyId}_[0-9A-Za-z]{49}$`));
    expect(rest).toMatchObject({ name: 'shop', instances: null, expiresAt: null, createdBy: 'root' });
    const secret = String(key).slice(14);
    for (const path of ['/api/v1/keys', `/api/v1/keys/${keyId}`, '/api/v1/audit'])
      expect((await root.call({ path })).text).not.toContain(secret);
  });

  it('shows to its holder what it may do', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await make({ name: 'shop', scopes: ['messages:read'], instances: ['ours'], expiresAt });
    expect(dataOf(await made.caller.call({ path: '/api/v1/key' }))).toEqual({
      keyId: made.keyId,
      name: 'shop',
      scopes: ['messages:read'],
      instances: ['ours'],
      expiresAt,
    });
    expect(await statusOf(stranger, '/api/v1/key')).toBe(401);
  });

  it('works as a bearer token and as X-API-Key', async () => {
    const { key } = await make({ scopes: ['instances:read'] });
    for (const header of [
      ['X-API-Key', key],
      ['Authorization', `Bearer ${key}`],
    ] as const)
      expect((await stranger.call({ path: '/api/v1/instances', headers: [header] })).status).toBe(200);
  });

  it.each(SCOPES.length > 0 ? SCOPES : ['no scope'])(
    'with the scope %s alone may do what needs it, and nothing else',
    async (scope) => {
      const [caller] = [...(await keysByScope(world.api.url, [scope], 'only')).values()];
      if (!caller) throw new Error('no key');
      for (const operation of OPERATIONS.filter(({ open }) => !open)) {
        const needed = document.scopes.get(operation.id);
        const answer = await caller.call(requestOf(operation, 'nobody'));
        // Every key may see itself.
        if (needed === undefined)
          expect({ id: operation.id, status: answer.status }).toMatchObject({ status: 200 });
        // The example of a new key has more scopes than this one.
        else if (needed === scope)
          expect({
            id: operation.id,
            refused: answer.status < 400 ? undefined : refusalOf(answer),
          }).not.toEqual({
            id: operation.id,
            refused: scope,
          });
        else
          expect({ id: operation.id, ...errorOf(answer) }).toMatchObject({
            id: operation.id,
            code: 'FORBIDDEN',
            details: { missingScope: needed },
          });
      }
      caller.close();
    },
  );

  it('survives a restart, and so does its revocation', async () => {
    const kept = await make({ scopes: ['instances:read'] });
    const gone = await make({ scopes: ['instances:read'] });
    await root.call({ method: 'DELETE', path: `/api/v1/keys/${gone.keyId}` });
    await world.api.halt();
    await world.api.start();
    expect(await statusOf(kept.caller, '/api/v1/instances')).toBe(200);
    expect(await statusOf(gone.caller, '/api/v1/instances')).toBe(401);
    const { lastUsedAt } = record(dataOf(await root.call({ path: `/api/v1/keys/${kept.keyId}` })));
    expect(lastUsedAt).toEqual(expect.any(String));
  });

  it('ends when it expires, is changed at once, and has a limit of its own', async () => {
    const limited = await make({ scopes: ['instances:read'], rateLimitPerMinute: 3 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push(await statusOf(limited.caller, '/api/v1/instances'));
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(await statusOf(root, '/api/v1/instances')).toBe(200);

    const { caller, keyId } = await make({
      scopes: ['instances:read'],
      expiresAt: new Date(Date.now() + 5_000).toISOString(),
    });
    expect(await statusOf(caller, '/api/v1/instances')).toBe(200);
    const path = `/api/v1/keys/${keyId}`;
    expect((await change(path, { scopes: ['events:read'] })).status).toBe(200);
    expect(await statusOf(caller, '/api/v1/instances')).toBe(403);
    await eventually(
      () => statusOf(caller, '/api/v1/instances'),
      (status) => status === 401,
      'the key to expire',
    );
    expect((await change(path, { expiresAt: null })).status).toBe(200);
    expect(await statusOf(caller, '/api/v1/instances')).toBe(403);
    expect((await change(path, {})).status).toBe(400);
  });

  it('is rotated: the old secret works until its grace is over', async () => {
    const old = await make({ scopes: ['instances:read'] });
    const path = `/api/v1/keys/${old.keyId}/rotate`;
    const { key, previousValidUntil } = record(dataOf(await change(path, { graceSeconds: 3 }, 'POST')));
    const fresh = new Caller(world.api.url, [['X-API-Key', String(key)]]);
    expect(previousValidUntil).toEqual(expect.any(String));
    expect(await statusOf(fresh, '/api/v1/instances')).toBe(200);
    expect(await statusOf(old.caller, '/api/v1/instances')).toBe(200);
    await eventually(
      () => statusOf(old.caller, '/api/v1/instances'),
      (status) => status === 401,
      'the grace to end',
    );
    expect(await statusOf(fresh, '/api/v1/instances')).toBe(200);
    await change(path, { graceSeconds: 0 }, 'POST');
    expect(await statusOf(fresh, '/api/v1/instances')).toBe(401);
  });
});

describe('a key for one instance', () => {
  it('sees this one only: all others do not exist', async () => {
    const { caller } = await make({ preset: 'admin', instances: ['ours', 'future'] });
    expect(
      listOf(await caller.call({ path: '/api/v1/instances' })).map(({ instanceId }) => instanceId),
    ).toEqual(['ours']);
    const foreign = await caller.call({ path: '/api/v1/instances/theirs' });
    const missing = await root.call({ path: '/api/v1/instances/missing' });
    expect(errorOf(foreign)).toEqual({ ...errorOf(missing) });
    for (const operation of OPERATIONS.filter(({ path }) => path.includes('{instanceId}')))
      expect({
        id: operation.id,
        status: (await caller.call(requestOf(operation, 'theirs'))).status,
      }).toEqual({
        id: operation.id,
        status: 404,
      });
  });

  it('may do nothing that concerns all instances', async () => {
    const { caller } = await make({ preset: 'admin', instances: ['ours'] });
    const own = ['listInstances', 'createInstance', 'getOwnKey'];
    const others = OPERATIONS.filter(
      ({ id, path, open }) =>
        !open && !path.includes('{instanceId}') && !own.includes(id) && document.scopes.get(id) !== ROOT_ONLY,
    );
    expect(others.length).toBeGreaterThan(5);
    for (const operation of others)
      expect({ id: operation.id, ...errorOf(await caller.call(requestOf(operation, 'ours'))) }).toMatchObject(
        {
          id: operation.id,
          code: 'FORBIDDEN',
          details: { instances: ['ours'] },
        },
      );
  });

  it('creates only what it is for', async () => {
    const { caller } = await make({ preset: 'admin', instances: ['future'] });
    const foreign = await change('/api/v1/instances', { instanceId: 'ours' }, 'POST', caller);
    expect(errorOf(foreign).code).toBe('FORBIDDEN');
    expect((await change('/api/v1/instances', { instanceId: 'future' }, 'POST', caller)).status).toBe(201);
    expect(await statusOf(caller, '/api/v1/instances/future')).toBe(200);
    expect(await statusOf(caller, '/api/v1/instances/future', 'DELETE')).toBe(200);
  });
});

describe('who administers keys', () => {
  it('gets none that may do more than the own one', async () => {
    const { caller, keyId } = await make({ scopes: ['keys:admin', 'messages:read'] });
    const strong = await make({ scopes: ['messages:send'] });
    const attempts: [string, object, string][] = [
      ['/api/v1/keys', { name: 'x', scopes: ['messages:read', 'messages:send'] }, 'POST'],
      ['/api/v1/keys', { name: 'x', preset: 'admin' }, 'POST'],
      [`/api/v1/keys/${keyId}`, { scopes: ['messages:send'] }, 'PATCH'],
      [`/api/v1/keys/${strong.keyId}/rotate`, {}, 'POST'],
      [`/api/v1/keys/${strong.keyId}`, { scopes: ['messages:read'] }, 'PATCH'],
      [`/api/v1/keys/${strong.keyId}`, {}, 'DELETE'],
    ];
    for (const [path, body, method] of attempts)
      expect({ path, method, ...errorOf(await change(path, body, method, caller)) }).toMatchObject({
        path,
        method,
        code: 'FORBIDDEN',
      });
    expect(await statusOf(strong.caller, '/api/v1/instances')).toBe(403);
    const weak = await change('/api/v1/keys', { name: 'x', scopes: ['messages:read'] }, 'POST', caller);
    expect(record(dataOf(weak))['createdBy']).toBe(keyId);
  });

  it('cannot be used to get one that lasts longer or may make more requests', async () => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const scopes = ['keys:admin', 'messages:read'];
    const { caller, keyId } = await make({ scopes, expiresAt: end, rateLimitPerMinute: 500 });
    const unlimited = await make({ scopes: ['messages:read'] });
    const own = `/api/v1/keys/${keyId}`;
    const weak = { name: 'x', scopes: ['messages:read'], expiresAt: end, rateLimitPerMinute: 500 };
    const attempts: [string, object, string][] = [
      ['/api/v1/keys', { ...weak, expiresAt: later }, 'POST'],
      ['/api/v1/keys', { ...weak, expiresAt: null }, 'POST'],
      ['/api/v1/keys', { ...weak, rateLimitPerMinute: 501 }, 'POST'],
      ['/api/v1/keys', { ...weak, rateLimitPerMinute: 0 }, 'POST'],
      ['/api/v1/keys', { ...weak, rateLimitPerMinute: null }, 'POST'],
      [own, { expiresAt: null }, 'PATCH'],
      [own, { rateLimitPerMinute: 0 }, 'PATCH'],
      [`/api/v1/keys/${unlimited.keyId}/rotate`, {}, 'POST'],
      // Its secret may be known already.
      [`/api/v1/keys/${unlimited.keyId}`, { scopes }, 'PATCH'],
      [`/api/v1/keys/${unlimited.keyId}`, { instances: null }, 'PATCH'],
    ];
    for (const [path, body, method] of attempts)
      expect({ path, body, ...errorOf(await change(path, body, method, caller)) }).toMatchObject({
        path,
        body,
        code: 'FORBIDDEN',
        details: { reason: expect.any(String) },
      });
    expect((await change('/api/v1/keys', weak, 'POST', caller)).status).toBe(201);
    expect((await change(own, { name: 'renamed' }, 'PATCH', caller)).status).toBe(200);
    caller.close();
    unlimited.caller.close();
  });

  it('manages no keys with its secret from before a rotation', async () => {
    const { caller, keyId } = await make({ scopes: ['keys:admin', 'instances:read'] });
    const path = `/api/v1/keys/${keyId}/rotate`;
    const key = String(record(dataOf(await change(path, { graceSeconds: 600 }, 'POST')))['key']);
    expect(await statusOf(caller, '/api/v1/instances')).toBe(200);
    expect(errorOf(await change(path, {}, 'POST', caller))).toMatchObject({
      code: 'FORBIDDEN',
      details: { reason: expect.any(String) },
    });
    const current = new Caller(world.api.url, [['X-API-Key', key]]);
    expect((await change(path, {}, 'POST', current)).status).toBe(200);
    caller.close();
    current.close();
  });

  it('does not let an instance be made with an endpoint by whoever may set none', async () => {
    const { caller } = await make({ scopes: ['instances:admin'] });
    const body = { instanceId: 'silent', webhookUrl: 'https://example.com/webhook' };
    expect(refusalOf(await change('/api/v1/instances', body, 'POST', caller))).toBe('webhooks:write');
    const { instanceId } = body;
    expect((await change('/api/v1/instances', { instanceId }, 'POST', caller)).status).toBe(201);
    caller.close();
  });

  it('shows URLs of endpoints only to whoever may read them, whatever it is asked to change', async () => {
    const secret = 'https://example.com/?token=of-the-receiver';
    await new Bot(world, 'hooked').create();
    const base = '/api/v1/instances/hooked';
    await change(`${base}/webhook`, { webhookUrl: secret }, 'PUT');
    await change(`${base}/webhooks`, { name: 'hidden', url: secret }, 'POST');
    await change('/api/v1/webhooks', { name: 'hidden', url: secret }, 'POST');
    const { caller } = await make({ scopes: ['webhooks:write', 'webhooks:replay'] });
    const { caller: both } = await make({ scopes: ['webhooks:write', 'webhooks:read'] });
    const attempts: [path: string, body: object, method: string][] = [
      [`${base}/webhook`, { webhookEvents: ['message'] }, 'PUT'],
      [`${base}/webhook/pause`, {}, 'POST'],
      [`${base}/webhook/resume`, {}, 'POST'],
      ...[`${base}/webhooks/default`, `${base}/webhooks/hidden`, '/api/v1/webhooks/hidden'].flatMap(
        (path): [string, object, string][] => [
          [path, { concurrency: 2 }, 'PATCH'],
          [`${path}/rotate-secret`, {}, 'POST'],
          [`${path}/pause`, {}, 'POST'],
          [`${path}/resume`, {}, 'POST'],
        ],
      ),
    ];
    for (const [path, body, method] of attempts) {
      const [hidden, shown] = [
        await change(path, body, method, caller),
        await change(path, body, method, both),
      ];
      expect([path, hidden.status, hidden.text.includes('of-the-receiver')]).toEqual([path, 200, false]);
      expect([path, shown.text.includes('of-the-receiver')]).toEqual([path, true]);
    }
    await root.call({ method: 'DELETE', path: '/api/v1/webhooks/hidden' });
    caller.close();
    both.close();
  });

  it('shows QR codes in the event log only to whoever may link', async () => {
    await new Bot(world, 'linking').create();
    await root.call({ method: 'POST', path: '/api/v1/instances/linking/connect' });
    const path = '/api/v1/instances/linking/events';
    const names = async (caller: Caller): Promise<unknown[]> => {
      const { events } = record(dataOf(await caller.call({ path })));
      return Array.isArray(events) ? events.map((event) => record(event)['event']) : [];
    };
    await eventually(
      () => names(root),
      (all) => all.includes('qr'),
      'a QR code',
    );
    const { caller } = await make({ scopes: ['events:read'] });
    const seen = await names(caller);
    expect(seen).toContain('connection');
    expect(seen).not.toContain('qr');
    const { events } = record(dataOf(await caller.call({ path: `${path}?types=qr` })));
    expect(events).toEqual([]);
    caller.close();
  });

  it('names what to choose, and adds scopes to a preset', async () => {
    expect(errorOf(await change('/api/v1/keys', { name: 'x' }, 'POST')).fields).toEqual(['scopes']);
    const both = { name: 'x', scopes: ['events:read', 'metrics:read'], preset: 'sender' };
    const { scopes } = record(dataOf(await change('/api/v1/keys', both, 'POST')));
    expect(scopes).toEqual([
      'instances:read',
      'messages:send',
      'contacts:read',
      'events:read',
      'metrics:read',
    ]);
  });
});

describe('a stream of the event log', () => {
  it.each([
    ['is revoked', (path: string) => root.call({ method: 'DELETE', path })],
    ['may do something else', (path: string) => change(path, { scopes: ['messages:read'] })],
  ])('ends when its key %s', async (_what, end) => {
    const { key, keyId } = await make({ scopes: ['events:read'] });
    const answer = await fetch(`${world.api.url}/api/v1/instances/ours/events/stream`, {
      headers: { 'X-API-Key': key },
    });
    const reader = answer.body?.getReader();
    if (!reader) throw new Error('no stream');
    expect((await reader.read()).done).toBe(false);
    await end(`/api/v1/keys/${keyId}`);
    const rest = async (): Promise<boolean> => ((await reader.read()).done ? true : rest());
    await expect(rest().catch(() => true)).resolves.toBe(true);
  });
});

describe('the audit log', () => {
  it('says which instances a key has asked for that it is not for', async () => {
    const { caller, keyId } = await make({ scopes: ['messages:read'], instances: ['ours'] });
    expect(await statusOf(caller, '/api/v1/instances/another/messages?q=x')).toBe(404);
    const audited = async () => {
      const { entries } = record(dataOf(await root.call({ path: `/api/v1/audit?keyId=${keyId}` })));
      return Array.isArray(entries) ? entries.map(record) : [];
    };
    const [entry] = await eventually(audited, ({ length }) => length === 1, 'an entry');
    expect(entry).toMatchObject({ instanceId: 'another', code: 'INSTANCE_NOT_FOUND', status: 404 });
    caller.close();
  });

  it('says who did what, with which outcome, and keeps no bodies', async () => {
    const { caller, keyId } = await make({ name: 'shop', scopes: ['messages:send'] });
    const path = '/api/v1/instances/ours/messages/text';
    const sent = await change(path, { to: PERSON, text: 'the secret text' }, 'POST', caller);
    expect(sent.status).toBe(200);
    const wrong = await change(path, { to: PERSON }, 'POST', caller);
    expect(wrong.status).toBe(400);
    const forbidden = await caller.call({ path: '/api/v1/instances/ours' });
    expect(forbidden.status).toBe(403);
    const audited = async () => {
      const answer = await root.call({ path: `/api/v1/audit?keyId=${keyId}` });
      expect(answer.text).not.toContain('the secret text');
      const { entries } = record(dataOf(answer));
      return Array.isArray(entries) ? entries.map(record) : [];
    };
    const entries = await eventually(audited, ({ length }) => length === 3, 'three entries');
    expect(entries).toEqual([
      expect.objectContaining({
        operation: 'getInstance',
        status: 403,
        code: 'FORBIDDEN',
        instanceId: 'ours',
      }),
      expect.objectContaining({
        operation: 'sendText',
        status: 400,
        code: 'INVALID_REQUEST',
        target: PERSON,
      }),
      {
        at: expect.any(String),
        keyId,
        keyName: 'shop',
        operation: 'sendText',
        instanceId: 'ours',
        target: PERSON,
        status: 200,
        correlationId: sent.headers['x-request-id'],
        address: '127.0.0.1',
      },
    ]);
  });

  it('has those who left before the answer, and goes on after them', async () => {
    const { keyId, key } = await make({ scopes: ['messages:send'] });
    const { hostname, port } = new URL(world.api.url);
    const head = [
      'POST /api/v1/instances/ours/messages/text HTTP/1.1',
      'Host: x',
      `X-API-Key: ${key}`,
      'Content-Type: application/json',
      'Content-Length: 1000',
    ];
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // The server reads it, and waits for the rest.
    await new Promise<void>((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n{`, () => resolve()));
    await stranger.call({ path: '/health' });
    socket.resetAndDestroy();
    const audited = async () => {
      const { entries } = record(dataOf(await root.call({ path: `/api/v1/audit?keyId=${keyId}` })));
      return Array.isArray(entries) ? entries.map(record) : [];
    };
    const [left] = await eventually(audited, ({ length }) => length === 1, 'an entry');
    expect(left).toMatchObject({ operation: 'sendText', instanceId: 'ours', address: '127.0.0.1' });
    await root.call({ method: 'DELETE', path: `/api/v1/keys/${keyId}` });
    await eventually(
      async () => (await root.call({ path: '/api/v1/audit?operation=revokeKey' })).text,
      (text) => text.includes(keyId),
      'the next entry',
    );
  });

  it('is read page by page, by operation, instance and time', async () => {
    for (let n = 0; n < 3; n += 1) await change('/api/v1/instances/ours', { sendRatePerMinute: n }, 'PATCH');
    const page = async (query: string) => {
      const answer = await root.call({
        path: `/api/v1/audit?operation=updateInstance&instanceId=ours${query}`,
      });
      const { entries, nextCursor } = record(dataOf(answer));
      return { entries: Array.isArray(entries) ? entries.map(record) : [], nextCursor };
    };
    await eventually(
      () => page(''),
      ({ entries }) => entries.length === 3,
      'three entries',
    );
    const first = await page('&limit=2');
    const second = await page(`&limit=2&cursor=${String(first.nextCursor)}`);
    expect([first.entries.length, second.entries.length, second.nextCursor]).toEqual([2, 1, undefined]);
    const times = [...first.entries, ...second.entries].map(({ at }) => String(at));
    expect(times).toEqual([...times].sort().toReversed());
    expect((await page(`&from=${times[0]}`)).entries.length).toBeGreaterThan(0);
    expect((await page('&to=2020-01-01T00:00:00Z')).entries).toEqual([]);
  });

  it('does not lose what was done before a stop', async () => {
    const { keyId } = await make({ scopes: ['messages:read'] });
    await root.call({ method: 'DELETE', path: `/api/v1/keys/${keyId}` });
    await world.api.halt();
    await world.api.start();
    const { entries } = record(dataOf(await root.call({ path: '/api/v1/audit?operation=revokeKey' })));
    expect(entries).toEqual(
      expect.arrayContaining([expect.objectContaining({ target: keyId, status: 200 })]),
    );
  });
});

describe('a signed link', () => {
  const person = new Person(world, PERSON, bot);

  async function linkTo(path: string, body: object = {}, caller = root): Promise<string> {
    const answer = await change(`${path}/link`, body, 'POST', caller);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
    return String(record(dataOf(answer))['path']);
  }

  it('shows the QR code and the file of a message without a key', async () => {
    await new Bot(world, 'new').create();
    await root.call({ method: 'POST', path: '/api/v1/instances/new/connect' });
    const qr = await stranger.call({
      path: await linkTo('/api/v1/instances/new/qr'),
      headers: [['Accept', 'image/png']],
    });
    expect([qr.status, qr.headers['content-type']]).toEqual([200, 'image/png']);

    const { key, keyId } = await make({ scopes: ['messages:read'] });
    const maker = new Caller(world.api.url, [['X-API-Key', key]]);
    await bot.reaches('connected');
    const id = await person.sends({ kind: 'image', media: PIXEL });
    const media = await linkTo(
      `/api/v1/instances/ours/messages/${id}/media`,
      { expiresInSeconds: 3600 },
      maker,
    );
    expect((await stranger.call({ path: media })).status).toBe(200);

    for (const broken of [
      media.replace(/.$/, '!'),
      media.replace('/ours/', '/new/'),
      media.replace(/expires=\d/, 'expires=9'),
    ])
      expect(await statusOf(stranger, broken)).toBe(401);
    expect(await statusOf(stranger, media, 'POST')).toBe(401);
    await change(`/api/v1/keys/${keyId}`, { scopes: ['events:read'] });
    expect(await statusOf(stranger, media)).toBe(403);
    await root.call({ method: 'DELETE', path: `/api/v1/keys/${keyId}` });
    expect(await statusOf(stranger, media)).toBe(401);
  });

  it('ends with the secret that made it: when its key is rotated, at the end of the grace', async () => {
    const { key, keyId } = await make({ scopes: ['instances:connect'] });
    const qr = '/api/v1/instances/new/qr';
    const first = await linkTo(qr, {}, new Caller(world.api.url, [['X-API-Key', key]]));
    expect(await statusOf(stranger, first)).toBe(200);
    const rotate = async (graceSeconds: number): Promise<string> => {
      const answer = await change(`/api/v1/keys/${keyId}/rotate`, { graceSeconds }, 'POST');
      return String(record(dataOf(answer))['key']);
    };
    const renewed = await rotate(3600);
    const second = await linkTo(qr, {}, new Caller(world.api.url, [['X-API-Key', renewed]]));
    // Made with the old secret while it is still accepted.
    const third = await linkTo(qr, {}, new Caller(world.api.url, [['X-API-Key', key]]));
    for (const path of [first, second, third]) expect(await statusOf(stranger, path)).toBe(200);
    await rotate(0);
    for (const path of [first, second, third]) expect(await statusOf(stranger, path)).toBe(401);
  });

  it('ends', async () => {
    const path = await linkTo('/api/v1/instances/new/qr', { expiresInSeconds: 2 });
    await eventually(
      () => statusOf(stranger, path),
      (status) => status === 401,
      'the link to end',
    );
  });

  it('is for what exists', async () => {
    for (const path of [
      '/api/v1/instances/missing/qr/link',
      '/api/v1/instances/ours/messages/none/media/link',
    ])
      expect(await statusOf(root, path, 'POST')).toBe(404);
  });
});
