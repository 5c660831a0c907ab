import accepts from '@fastify/accepts';
import Fastify, { type FastifyInstance } from 'fastify';
import { preferredType } from './preferred-type.decorator.js';

const OFFERS = ['application/json', 'image/png', 'image/svg+xml', 'text/plain'] as const;

describe('content negotiation', () => {
  let fastify: FastifyInstance;

  beforeAll(async () => {
    fastify = Fastify();
    await fastify.register(accepts);
    fastify.get('/', (request, reply) => reply.send({ type: preferredType(request, OFFERS) }));
  });

  afterAll(() => fastify.close());

  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['image/png', 'image/png'],
    ['image/*', 'image/png'],
    ['image/svg+xml, image/png;q=0.5', 'image/svg+xml'],
    ['image/svg+xml, image/png', 'image/svg+xml'],
    ['image/png, */*', 'image/png'],
    ['TEXT/PLAIN', 'text/plain'],
    ['text/html,application/xhtml+xml,image/avif,*/*;q=0.8', 'application/json'],
    ['application/json;q=0.1, text/plain;q=0.2', 'text/plain'],
    ['application/json;q=0, */*', 'image/png'],
    ['image/png;q=nonsense', undefined],
    ['video/mp4', undefined],
  ])('answers %p with %p', async (accept, type) => {
    const headers = accept === undefined ? {} : { accept };
    expect((await fastify.inject({ url: '/', headers })).json()).toEqual({ type });
  });
});
