import { gunzipSync } from 'node:zlib';
import accepts from '@fastify/accepts';
import Fastify, { type FastifyInstance } from 'fastify';
import { compressLists } from './compression.js';

const LONG = { list: Array.from({ length: 1_000 }, (_, index) => `entry ${index}`) };
const GZIP = { 'accept-encoding': 'gzip' };
const KEY = { 'x-api-key': 'k3y' };

describe('long lists', () => {
  let fastify: FastifyInstance;

  beforeEach(async () => {
    fastify = Fastify();
    await fastify.register(accepts);
    compressLists(fastify);
    fastify.get('/long', () => LONG);
    fastify.get('/varied', (_request, reply) => reply.header('Vary', 'Origin').send(LONG));
    fastify.get('/short', () => ({ list: [] }));
    fastify.get('/failed', (_request, reply) => reply.status(500).send(LONG));
    fastify.get('/text', (_request, reply) => reply.type('text/plain').send('x'.repeat(100_000)));
    fastify.post('/long', () => LONG);
  });

  afterEach(() => fastify.close());

  it.each([KEY, { authorization: 'Bearer k3y' }])(
    'are compressed for callers with a key: %j',
    async (key) => {
      const answer = await fastify.inject({ url: '/long', headers: { ...GZIP, ...key } });
      expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
      expect(answer.rawPayload.length).toBeLessThan(JSON.stringify(LONG).length / 2);
      expect(JSON.parse(gunzipSync(answer.rawPayload).toString('utf8'))).toEqual(LONG);
    },
  );

  it('come as they are to those who do not accept gzip, with word that they can differ', async () => {
    const answer = await fastify.inject({ url: '/varied', headers: KEY });
    expect(answer.headers).toMatchObject({ vary: 'Origin, Accept-Encoding' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.json()).toEqual(LONG);
  });

  it.each([
    ['for whoever has a cookie only', { url: '/long', headers: { ...GZIP, cookie: 'session=1' } }],
    ['if they are short', { url: '/short', headers: { ...GZIP, ...KEY } }],
    ['if they are errors', { url: '/failed', headers: { ...GZIP, ...KEY } }],
    ['if they are no JSON', { url: '/text', headers: { ...GZIP, ...KEY } }],
    ['if they answer a change', { method: 'POST' as const, url: '/long', headers: { ...GZIP, ...KEY } }],
  ])('are left alone %s', async (_when, request) => {
    const answer = await fastify.inject(request);
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers).not.toHaveProperty('vary');
  });
});
