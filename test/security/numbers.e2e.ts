import { connect } from 'node:net';
import { once } from 'node:events';
import { errorOf } from '../harness/envelope.js';
import { EventReader } from '../harness/event-reader.js';
import { JSON_TYPE } from '../harness/http.js';
import { MIB, peakOf } from '../harness/memory.js';
import { Prober } from '../harness/prober.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const STREAMS = 50;

let api: ApiServer;
let caller: Prober;

beforeAll(async () => {
  api = await ApiServer.start();
  caller = new Prober(api.url, [['X-API-Key', API_KEY]]);
  for (const id of ['bot', 'other']) await caller.json('POST', '/api/v1/instances', `{"instanceId":"${id}"}`);
});

afterAll(async () => {
  caller.close();
  await api.stop();
});

describe('the event streams of an instance', () => {
  it('are limited in number, and make room when they end', async () => {
    const readers: EventReader[] = [];
    for (let n = 0; n < STREAMS; n += 1) readers.push(await EventReader.open(api, 'bot'));
    const path = '/api/v1/instances/bot/events/stream';
    const { details, answer } = await caller.refused({ path }, 'RATE_LIMITED');
    expect(details).toEqual({ streams: STREAMS, retryAfterSeconds: 10 });
    expect(answer.headers['retry-after']).toBe('10');
    const elsewhere = await EventReader.open(api, 'other');
    elsewhere.close();
    readers.pop()?.close();
    await eventually(
      async () => (await caller.call({ path })).status,
      (status) => status === 200,
      'room for a stream',
    );
    for (const reader of readers) reader.close();
  });
});

describe('a request that is refused before its body has arrived', () => {
  it('does not keep its connection', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      [
        'POST /api/v1/instances HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        'Content-Length: 1000',
        '',
        '{',
      ].join('\r\n'),
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    const closed = once(socket, 'close');
    // As slowly as a client may be that wants to stay.
    const drip = setInterval(() => socket.write(' '), 500);
    await closed;
    clearInterval(drip);
    expect(text).toContain('401 Unauthorized');
    expect(text).toContain('UNAUTHORIZED');
  });
});

describe('large JSON bodies', () => {
  const SIZE = 12 * MIB;
  const AT_ONCE = 40;

  it('are read a few at a time', async () => {
    api.heartbeat.allow(400, 'the JSON of a body of 16 MB is parsed in one go, and its memory collected');
    const body = `{"to":"6281234567890","media":"${Buffer.alloc(SIZE, 1).toString('base64')}"}`;
    const path = '/api/v1/instances/nobody/messages/document';
    await caller.call({ method: 'POST', path, headers: [JSON_TYPE], body });
    const before = peakOf(api.pid);
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const own = new Prober(api.url, [['X-API-Key', API_KEY]]);
        const answer = await own.call({ method: 'POST', path, headers: [JSON_TYPE], body });
        own.close();
        return errorOf(answer).code;
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['INSTANCE_NOT_FOUND']));
    expect(peakOf(api.pid) - before).toBeLessThan(400 * MIB);
  });
});

describe('large JSON bodies that arrive slowly', () => {
  it('give their turns to others', async () => {
    const { hostname, port } = new URL(api.url);
    const head = [
      'POST /api/v1/instances/nobody/messages/image HTTP/1.1',
      'Host: x',
      `X-API-Key: ${API_KEY}`,
      'Content-Type: application/json',
      `Content-Length: ${2 * MIB}`,
      '',
      '{',
    ].join('\r\n');
    const sockets = Array.from({ length: 2 }, () => connect(Number(port), hostname));
    const texts = sockets.map(async (socket) => {
      socket.on('error', () => undefined);
      socket.write(head);
      const drip = setInterval(() => socket.write(' '), 500);
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      await once(socket, 'data');
      clearInterval(drip);
      return Buffer.concat(chunks).toString('utf8');
    });
    const body = `{"to":"6281234567890","media":"${Buffer.alloc(MIB, 1).toString('base64')}"}`;
    const path = '/api/v1/instances/nobody/messages/document';
    await caller.refused({ method: 'POST', path, headers: [JSON_TYPE], body }, 'INSTANCE_NOT_FOUND');
    for (const text of await Promise.all(texts)) {
      expect(text).toContain('400 Bad Request');
      expect(text).toContain('must arrive faster than 128 KiB a second');
    }
    for (const socket of sockets) socket.destroy();
  });
});

describe('answers', () => {
  it.each(['/api/v1/instances', '/api/v1/instances/nobody', '/health'])(
    'of %s are not for caches',
    async (path) => {
      expect((await caller.call({ path })).headers['cache-control']).toBe('no-store');
    },
  );
});
