import { NOT_HTTP } from '../harness/bad-requests.js';
import { dataOf, errorOf } from '../harness/envelope.js';
import { talk } from '../harness/http.js';
import { at, methodsAt, encoded, OPERATIONS, PAGES } from '../harness/operations.js';
import { Prober } from '../harness/prober.js';
import { Dice, oddText } from '../harness/random.js';
import { API_KEY, ApiServer } from '../harness/server.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Of the random requests. Change it to look elsewhere; a failure names it. */
const SEED = 20_251_225;

let api: ApiServer;
/** Has the key. */
let caller: Prober;
/** Has none. */
let stranger: Prober;

beforeAll(async () => {
  api = await ApiServer.start();
  caller = new Prober(api.url, [['X-API-Key', API_KEY]]);
  stranger = new Prober(api.url);
  await caller.json('POST', '/api/v1/instances', '{"instanceId":"keeper"}');
});

afterAll(async () => {
  caller.close();
  stranger.close();
  await api.stop();
});

describe('paths and methods', () => {
  it.each([
    '/nowhere',
    '/api',
    '/api/v1',
    '/api/v1/nowhere',
    '/api/v2/instances',
    '/api/v1/instances/a/b/c/d',
  ])('there is nothing at %s', async (path) => {
    for (const method of METHODS) await caller.refused({ method, path }, 'NOT_FOUND');
  });

  it('who has no key does not learn which routes of the API exist', async () => {
    for (const path of ['/api/v1/nowhere', '/api/v1/instances', '/api/v1/instances/%ff', '/api/v1/%c0%ae']) {
      for (const method of METHODS) await stranger.refused({ method, path }, 'UNAUTHORIZED');
    }
    await stranger.refused({ path: '/nowhere' }, 'NOT_FOUND');
  });

  it.each([...new Set([...OPERATIONS.map(({ path }) => path), ...PAGES])])(
    '%s says which methods it takes',
    async (path) => {
      const known = methodsAt(path);
      const taken = known.length > 0 ? known : ['GET'];
      const allowed = [...taken, ...(taken.includes('GET') ? ['HEAD'] : [])].sort();
      for (const method of [...METHODS, 'TRACE'].filter((each) => !taken.includes(each))) {
        const fault = await caller.refused({ method, path: at({ path }, 'keeper') }, 'METHOD_NOT_ALLOWED');
        expect(fault.answer.headers.allow?.split(', ').sort()).toEqual(allowed);
      }
    },
  );

  it('HEAD answers as GET does, without a body', async () => {
    for (const operation of OPERATIONS.filter(({ method }) => method === 'GET')) {
      for (const id of ['keeper', 'nobody', 'a.b']) {
        const path = at(operation, id);
        const get = await caller.call({ path });
        const head = await caller.call({ method: 'HEAD', path });
        expect({ path, status: head.status }).toEqual({ path, status: get.status });
        expect(head.text).toBe('');
        expect(head.headers['x-request-id']).toEqual(expect.any(String));
      }
    }
  });

  it('browsers may ask what is allowed without the key', async () => {
    for (const { method, path } of OPERATIONS) {
      const headers = [
        ['Origin', 'https://app.example.com'],
        ['Access-Control-Request-Method', method],
        ['Access-Control-Request-Headers', 'authorization, x-api-key, content-type'],
      ] as const;
      const answer = await stranger.call({ method: 'OPTIONS', path: at({ path }, 'keeper'), headers });
      expect(answer).toMatchObject({ status: 204, text: '' });
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers['access-control-allow-methods']).toContain(method);
      expect(answer.headers['access-control-allow-headers']).toMatch(
        /Authorization.*X-API-Key.*Content-Type/i,
      );
    }
  });

  it.each([
    '/%ff',
    '/%',
    '/%zz',
    '/api/v1/instances/%ff',
    '/api/v1/instances/%c0%ae%c0%ae/status',
    '/api/v1/instances/../../../etc/passwd',
    '/../../etc/passwd',
    '/./health',
    '//etc/passwd',
  ])('%s leads nowhere', async (path) => {
    const answer = await caller.call({ path });
    expect(['INVALID_REQUEST', 'NOT_FOUND']).toContain(errorOf(answer).code);
  });

  it.each([
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/%00',
    '/.env',
  ])('the pages are no way to files: %s', async (path) => {
    expect(['INVALID_REQUEST', 'NOT_FOUND']).toContain(errorOf(await stranger.call({ path })).code);
  });
});

describe('what is hardly HTTP', () => {
  it.each(NOT_HTTP)('%s is refused with the envelope', async (_what, bytes) => {
    expect(errorOf(await talk(api.url, bytes)).code).toBe('INVALID_REQUEST');
  });
});

describe('hundreds of random paths', () => {
  it('meet a decent answer', async () => {
    const dice = new Dice(SEED);
    for (let round = 0; round < 200; round += 1) {
      const operation = dice.pick(
        OPERATIONS.filter(({ id, method }) => method === 'GET' && id !== 'getMetrics'),
      );
      const odd = encoded(oddText(dice));
      const path = dice.pick([`${at(operation, odd || 'x')}?${odd}=${odd}`, `/api/v1/${odd}`, `/x${odd}`]);
      await caller.decent({ path }, SEED);
    }
  });

  it('the server runs', async () => {
    expect(api.running).toBe(true);
    expect(dataOf(await stranger.call({ path: '/health' }))).toMatchObject({ status: 'ok' });
  });
});

describe('in production', () => {
  let production: ApiServer;
  let operator: Prober;

  beforeAll(async () => {
    production = await ApiServer.start({
      NODE_ENV: 'production',
      WEBHOOK_ALLOWED_HOSTS: 'hooks.internal,10.1.2.3',
    });
    operator = new Prober(production.url, [['X-API-Key', API_KEY]]);
  });

  afterAll(async () => {
    operator.close();
    await production.stop();
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0/',
    'http://localhost/',
    'https://LOCALHOST./',
    'http://any.localhost/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
  ])('webhooks do not go to %s', async (webhookUrl) => {
    const body = JSON.stringify({ instanceId: 'bot', webhookUrl });
    const answer = await operator.json('POST', '/api/v1/instances', body);
    expect(errorOf(answer)).toMatchObject({ code: 'INVALID_REQUEST', fields: ['webhookUrl'] });
  });

  it.each([
    ['https://example.com/hook', false],
    ['http://example.com/hook', true],
    ['https://10.1.2.3/hook', false],
    ['https://hooks.internal/hook', false],
  ])('webhooks may go to %s', async (webhookUrl, warned) => {
    await operator.json('POST', '/api/v1/instances', '{"instanceId":"bot"}');
    const path = '/api/v1/instances/bot/webhook';
    const answer = await operator.json('PUT', path, JSON.stringify({ webhookUrl }));
    const { warnings = [], ...webhook } = Object(dataOf(answer));
    expect(webhook).toMatchObject({ webhookUrl });
    expect(warnings).toHaveLength(warned ? 1 : 0);
  });
});
