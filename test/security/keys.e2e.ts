import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { listKeys } from '../../packages/client/src/generated/index.js';
import { makeKey, type MadeKey } from '../harness/api-key.js';
import { errorOf } from '../harness/envelope.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { Caller } from '../harness/http.js';

/** As many as there can be. */
const KEYS = 10_000;

let api: ApiServer;
let made: MadeKey;

beforeAll(async () => {
  api = await ApiServer.start();
  made = await makeKey(api.url, { scopes: ['messages:read'] });
  await api.halt();
  const database = new DatabaseSync(join(api.directory, 'miaw.sqlite'));
  // Several were made at the same moment.
  database.exec(`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${KEYS - 1})
    insert into api_keys (id, name, digest, scopes, created_at, created_by)
      select printf('%08d', i), 'key ' || i, lower(hex(randomblob(32))), '["messages:read"]', 1000 + i / 7, 'root' from n`);
  database.close();
  await api.start();
});

afterAll(async () => {
  made.caller.close();
  // Fails if anything has held the event loop.
  await api.stop();
});

describe('with ten thousand keys', () => {
  it('each of them is known, and none besides', async () => {
    expect((await made.caller.call({ path: '/api/v1/key' })).status).toBe(200);
    const stranger = new Caller(api.url, [
      ['X-API-Key', made.key.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ]);
    expect((await stranger.call({ path: '/api/v1/key' })).status).toBe(401);
    stranger.close();
  });

  it('the list comes in pages, oldest first, each key once', async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await listKeys({
        client: api.client,
        query: { limit: 100, cursor },
        throwOnError: true,
      });
      expect(data.data.keys.length).toBeLessThanOrEqual(100);
      ids.push(...data.data.keys.map(({ keyId }) => keyId));
      cursor = data.data.nextCursor;
    } while (cursor !== undefined);
    const others = Array.from({ length: KEYS - 1 }, (_, n) => String(n + 1).padStart(8, '0'));
    expect(ids).toEqual([...others, made.keyId]);
    const { data } = await listKeys({ client: api.client, throwOnError: true });
    expect(data.data.keys).toHaveLength(50);
  });

  it('there can be no more', async () => {
    const root = new Caller(api.url, [['X-API-Key', API_KEY]]);
    const answer = await root.json('POST', '/api/v1/keys', '{"name":"x","scopes":["messages:read"]}');
    expect(errorOf(answer).code).toBe('CONFLICT');
    root.close();
  });
});
