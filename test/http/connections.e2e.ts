import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { EventReader } from '../harness/event-reader.js';
import { type Answer, type Call, Caller, JSON_TYPE } from '../harness/http.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const MOST = 8;
/** Their answers are far more than the system keeps for a connection that is not read. */
const PIPELINED = 16;

let api: ApiServer;
let documentSize: number;
let stream: EventReader;

/** One request on a connection of its own. Undefined: the server took no more connections. */
async function call(request: Call): Promise<Answer | undefined> {
  const caller = new Caller(api.url, [['X-API-Key', API_KEY], JSON_TYPE]);
  try {
    return await caller.call(request);
  } catch {
    return undefined;
  } finally {
    caller.close();
  }
}

/** Of so many connections that are open at once, how many get an answer. */
async function answeredAtOnce(count: number): Promise<number> {
  const callers = Array.from({ length: count }, () => new Caller(api.url, []));
  const answers = await Promise.allSettled(callers.map((each) => each.call({ path: '/health' })));
  for (const caller of callers) caller.close();
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

/** Resolves when something is read, or the connection is closed, be it by a reset. */
async function heard(socket: Socket, ...names: ('data' | 'close')[]): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const name of names) socket.once(name, () => resolve());
    if (socket.closed) resolve();
  });
}

/** Asks for far more than it reads, which is the beginning. Undefined: the server took no more connections. */
async function unread(): Promise<Socket | undefined> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(PIPELINED));
  await heard(socket, 'data', 'close');
  socket.pause();
  return socket.bytesRead > 0 ? socket : undefined;
}

beforeAll(async () => {
  const preload = fileURLToPath(new URL('../preloads/restless.js', import.meta.url));
  api = await ApiServer.start({ API_MAX_CONNECTIONS: String(MOST) }, preload);
  await call({ method: 'POST', path: '/api/v1/instances', body: '{"instanceId":"quiet"}' });
  documentSize = (await call({ path: '/openapi.json' }))?.bytes.length ?? 0;
  stream = await EventReader.open(api, 'quiet');
});

afterAll(async () => {
  stream.close();
  await api.stop();
});

describe('connections', () => {
  it('are limited in number, and given up when nobody reads what they were asked for', async () => {
    let ended = false;
    void stream.ended.then(() => (ended = true));
    const held: Socket[] = [];
    for (let socket = await unread(); socket && held.length < 5 * MOST; socket = await unread())
      held.push(socket);
    expect(held.length).toBeGreaterThan(0);

    // Until they are closed nobody gets in, and all of their places are free only when all are closed.
    await eventually(
      () => answeredAtOnce(held.length),
      (answered) => answered === held.length,
      'all connections being free again',
    );
    for (const socket of held) {
      const closed = heard(socket, 'close');
      socket.resume();
      await closed;
      expect(socket.bytesRead).toBeLessThan(PIPELINED * documentSize);
    }
    expect(ended).toBe(false);
  });

  it('are closed by the server when they ask without a key, and without waiting for answers', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    let answers = '';
    socket.on('error', () => undefined).on('data', (chunk) => (answers += chunk.toString('latin1')));
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
    await heard(socket, 'close');
    expect(answers.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThanOrEqual(17);
    expect((await call({ path: '/livez' }))?.status).toBe(200);
  });
});
