import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestLog } from '#libs/observability';
import { onceOver } from './endings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is logged about the request; undefined before its first hook. */
    lines?: RequestLog;
  }
}

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Makes the id of a request. Ids from outside are not used: they could be anything, and need not be unique. */
export function newRequestId(): string {
  return randomUUID();
}

/** Adds the id of the request to every log line about it, and to the answer. */
export function correlateRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('lines');
  fastify.addHook('onRequest', (request, reply, done) => {
    const lines = new RequestLog(request.id);
    request.lines = lines;
    onceOver(request, reply, () => lines.end());
    lines.run(done);
  });
  // A body arrives by events of the socket, which are outside the context that the first hook started.
  fastify.addHook('preValidation', ({ lines }, _reply, done) => (lines ? lines.run(done) : done()));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done(null, payload);
  });
}
