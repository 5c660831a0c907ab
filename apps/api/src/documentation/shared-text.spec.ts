import { gunzipSync } from 'node:zlib';
import accepts from '@fastify/accepts';
import Fastify, { type FastifyInstance } from 'fastify';
import { SharedText } from './shared-text.js';

const TEXT = JSON.stringify({ text: 'ü'.repeat(10_000) });

describe('a text that everyone gets', () => {
  let fastify: FastifyInstance;
  let sent: unknown[];

  beforeEach(async () => {
    sent = [];
    const shared = new SharedText('application/json; charset=utf-8', TEXT);
    fastify = Fastify();
    await fastify.register(accepts);
    fastify.addHook('onSend', async (_request, _reply, payload) => void sent.push(payload));
    fastify.get('/', (request, reply) => shared.answer(request, reply));
    fastify.get('/varied', (request, reply) => shared.answer(request, reply.header('Vary', 'Origin')));
  });

  afterEach(() => fastify.close());

  async function get(headers: Record<string, string> = {}, url = '/') {
    return fastify.inject({ url, headers });
  }

  it.each(['', 'gzip'])('is sent from the same bytes each time, encoded as %j', async (encoding) => {
    await get({ 'accept-encoding': encoding });
    await get({ 'accept-encoding': encoding });
    expect(sent[0]).toBeInstanceOf(Buffer);
    expect(sent[1]).toBe(sent[0]);
  });

  it('comes as it is, or compressed where that is preferred', async () => {
    const plain = await get();
    expect(plain.payload).toBe(TEXT);
    expect(plain.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(TEXT)),
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
    });
    const gzipped = await get({ 'accept-encoding': 'deflate, gzip;q=0.8, br' });
    expect(gzipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(gzipped.rawPayload).toString()).toBe(TEXT);
    for (const refusal of ['gzip;q=0', 'br', 'identity, gzip;q=0.5'])
      expect((await get({ 'accept-encoding': refusal })).headers['content-encoding']).toBeUndefined();
  });

  it.each(['', 'gzip'])('is not sent again to who has it, encoded as %j', async (encoding) => {
    const first = await get({ 'accept-encoding': encoding });
    const tag = String(first.headers.etag);
    for (const known of [tag, `W/${tag}`, `"another", ${tag}`, '*']) {
      const again = await get({ 'accept-encoding': encoding, 'if-none-match': known });
      expect([again.statusCode, again.payload, again.headers.etag]).toEqual([304, '', tag]);
    }
    expect((await get({ 'accept-encoding': encoding, 'if-none-match': '"another"' })).statusCode).toBe(200);
  });

  it('has a tag for each encoding', async () => {
    const [plain, gzipped] = [await get(), await get({ 'accept-encoding': 'gzip' })];
    expect(gzipped.headers.etag).not.toBe(plain.headers.etag);
  });

  it('keeps what the answer varies with already', async () => {
    expect((await get({}, '/varied')).headers.vary).toBe('Origin, Accept-Encoding');
  });
});
