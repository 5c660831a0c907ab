import { Document } from '../harness/document.js';
import { errorOf } from '../harness/envelope.js';
import { type Answer, Caller } from '../harness/http.js';
import { API_KEY, ApiServer } from '../harness/server.js';

const ALL = 20;
const EACH = 8;
const document = Document.read();

let api: ApiServer;
const callers: Caller[] = [];

async function start(env: Record<string, string>): Promise<void> {
  api = await ApiServer.start(env);
}

function caller(key?: string): Caller {
  const made = new Caller(api.url, key === undefined ? [] : [['X-API-Key', key]]);
  callers.push(made);
  return made;
}

afterEach(async () => {
  for (const each of callers.splice(0)) each.close();
  await api.stop();
});

async function times(count: number, call: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await call()).status);
  return statuses;
}

/** That an answer says: not now, and when. */
function expectLimited(answer: Answer, perMinute: number): void {
  expect(errorOf(answer)).toMatchObject({ code: 'RATE_LIMITED', details: { perMinute } });
  const seconds = Number(answer.headers['retry-after']);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
}

describe('limits of requests', () => {
  it('are none unless they are wanted', async () => {
    await start({});
    const known = caller(API_KEY);
    const statuses = await times(300, () => known.call({ path: '/api/v1/instances' }));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('hold for the key, and leave health alone', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: String(ALL) });
    const known = caller(API_KEY);
    expect(await times(ALL, () => known.call({ path: '/api/v1/instances' }))).toEqual(Array(ALL).fill(200));
    const limited = await known.call({ path: '/api/v1/instances' });
    expectLimited(limited, ALL);
    expect(document.faults('listInstances', limited)).toEqual([]);
    expectLimited(await known.call({ path: '/api/v1/nothing-of-the-kind' }), ALL);
    for (const path of ['/health', '/api/v1/health'])
      expect(await times(2 * ALL, () => known.call({ path }))).toEqual(Array(2 * ALL).fill(200));
  });

  it('hold for the public pages, by the address of who asks for them', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: String(ALL) });
    const known = caller(API_KEY);
    const pages = ['/', '/openapi.json', '/docs/assets/reference.js', '/nowhere'];
    const asked = pages.slice(0, -1).map(async (path) => (await known.call({ path })).status);
    expect(await Promise.all(asked)).toEqual([200, 200, 200]);
    expect(new Set(await times(ALL - 3, () => known.call({ path: '/nowhere' })))).toEqual(new Set([404]));
    for (const path of pages) expectLimited(await known.call({ path }), ALL);
    expect((await known.call({ path: '/api/v1/instances' })).status).toBe(200);
  });

  it('hold for each instance by itself, before anything is done', async () => {
    await start({ RATE_LIMIT_INSTANCE_PER_MINUTE: String(EACH) });
    const known = caller(API_KEY);
    const create = (instanceId: string) =>
      known.json('POST', '/api/v1/instances', JSON.stringify({ instanceId }));
    for (const id of ['one', 'two']) expect((await create(id)).status).toBe(201);
    const one = () => known.call({ path: '/api/v1/instances/one/webhook' });
    expect(await times(EACH, one)).toEqual(Array(EACH).fill(200));
    expectLimited(await one(), EACH);
    expectLimited(await known.call({ method: 'DELETE', path: '/api/v1/instances/one' }), EACH);
    expect((await known.call({ path: '/api/v1/instances/two' })).status).toBe(200);
    expect((await known.call({ path: '/api/v1/instances' })).text).toContain('"one"');
  });

  it('hold for those who guess keys, by their address, and not for who has it', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: String(ALL) });
    const stranger = caller('a-guess');
    expect(await times(ALL, () => stranger.call({ path: '/api/v1/instances' }))).toEqual(
      Array(ALL).fill(401),
    );
    expectLimited(await stranger.call({ path: '/api/v1/instances' }), ALL);
    expect((await caller(API_KEY).call({ path: '/api/v1/instances' })).status).toBe(200);
  });
});
