import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { withRequestId } from '#libs/observability';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Ids are always ours: one from outside could be anything, and need not be unique. */
export function newRequestId(): string {
  return randomUUID();
}

/** Puts the request's id into every line logged on its behalf, and into the answer. */
export function correlateRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => withRequestId(request.id, done));
  // A body arrives on the socket's events, which lie outside what the first hook started.
  fastify.addHook('preValidation', (request, _reply, done) => withRequestId(request.id, done));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done(null, payload);
  });
}
