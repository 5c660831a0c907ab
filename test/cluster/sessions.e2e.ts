import { createKey, revokeKey } from '../../packages/client/src/generated/index.js';
import { EventReader } from '../harness/event-reader.js';
import { usePair } from '../harness/pair.js';
import { API_KEY, type ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const SESSION = '/console/session';
const INSTANCES = '/api/v1/instances';

const pair = usePair({ LEASE_TTL_MS: '4000' });

interface Session {
  cookie: string;
  token: string;
}

async function open(server: ApiServer, key = API_KEY): Promise<Session> {
  const answer = await server.raw(SESSION, { method: 'POST', headers: { 'X-API-Key': key } });
  expect(answer.status).toBe(201);
  const [cookie = ''] = String(answer.headers.get('set-cookie')).split(';');
  const { data } = JSON.parse(await answer.text());
  return { cookie, token: String(data.token) };
}

/** Asks a server by a session alone. @returns the status of the answer */
async function asks(
  server: ApiServer,
  { cookie, token }: Session,
  { path = INSTANCES, ...init }: RequestInit & { path?: string } = {},
): Promise<number> {
  const headers = {
    Cookie: cookie,
    'X-Console-Token': token,
    ...(init.body !== undefined && { 'Content-Type': 'application/json' }),
  };
  return (await fetch(`${server.url}${path}`, { ...init, headers })).status;
}

describe('a session of the console', () => {
  it('is known at each server at once', async () => {
    const session = await open(pair.first);
    expect(await asks(pair.other, session)).toBe(200);
    const body = JSON.stringify({ instanceId: 'by-session' });
    expect(await asks(pair.other, session, { method: 'POST', body })).toBe(201);
    expect(await asks(pair.first, session, { path: `${INSTANCES}/by-session`, method: 'DELETE' })).toBe(200);
  });

  it('changes nothing without its token, at another server either', async () => {
    const session = await open(pair.first);
    const body = JSON.stringify({ instanceId: 'forged' });
    expect(await asks(pair.other, { ...session, token: '' }, { method: 'POST', body })).toBe(401);
    const { token } = await open(pair.first);
    expect(await asks(pair.other, { ...session, token }, { method: 'POST', body })).toBe(401);
  });

  it('ends at all when one signs out at one, and streams end, too', async () => {
    const session = await open(pair.first);
    const other = await open(pair.other);
    for (const server of [pair.first, pair.other]) expect(await asks(server, session)).toBe(200);
    const body = JSON.stringify({ instanceId: 'followed' });
    expect(await asks(pair.first, session, { method: 'POST', body })).toBe(201);
    const reader = await EventReader.open(pair.first, 'followed', { cookie: session.cookie });
    expect(await asks(pair.other, session, { path: SESSION, method: 'DELETE' })).toBe(200);
    expect(await asks(pair.other, session)).toBe(401);
    await eventually(
      async () => asks(pair.first, session),
      (status) => status === 401,
      'the session to have ended at the other server',
    );
    await reader.ended;
    expect(await asks(pair.first, other)).toBe(200);
  });

  it('ends with its key', async () => {
    const body = { name: 'console', scopes: ['instances:read' as const] };
    const { data } = await createKey({ client: pair.first.client, throwOnError: true, body });
    const { key, keyId } = data.data;
    const session = await open(pair.first, key);
    await eventually(
      async () => asks(pair.other, session),
      (status) => status === 200,
      'the key to be known at the other server',
    );
    await revokeKey({ client: pair.first.client, throwOnError: true, path: { keyId } });
    expect(await asks(pair.first, session)).toBe(401);
    await eventually(
      async () => asks(pair.other, session),
      (status) => status === 401,
      'the session to have ended at the other server',
    );
  });

  it('outlives the server that has opened it', async () => {
    const session = await open(pair.first);
    await pair.first.kill();
    expect(await asks(pair.other, session)).toBe(200);
    await pair.first.start();
    expect(await asks(pair.first, session)).toBe(200);
  });

  it('ends with a root key that is replaced', async () => {
    const session = await open(pair.first);
    await pair.other.halt();
    await pair.other.startWith({ API_KEY: 'another-api-key-of-the-suite' });
    expect(await asks(pair.other, session)).toBe(401);
  });
});
