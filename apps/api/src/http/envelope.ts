import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from './error-catalogue.js';
import type { FaultDetails } from './fault.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Successful answers of the route are wrapped in an envelope. */
    enveloped?: boolean;
  }
}

export interface SuccessEnvelope {
  success: true;
  data: unknown;
}

export interface ErrorEnvelope {
  success: false;
  error: { code: ErrorCode; message: string; details?: FaultDetails; correlationId: string };
}

/**
 * Wraps the answers of marked routes in envelopes. Strings, buffers and streams pass unchanged, because Fastify does not
 * serialize them. Errors already have an envelope, which is made where they are caught. No answer is for shared caches, which
 * `X-API-Key` does not keep off as `Authorization` does.
 */
export function envelopeAnswers(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request: FastifyRequest, reply: FastifyReply, payload, done) => {
    const wrapped = request.routeOptions.config.enveloped === true && reply.statusCode < 400;
    done(null, wrapped ? ({ success: true, data: payload } satisfies SuccessEnvelope) : payload);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { enveloped } = request.routeOptions.config;
    if (enveloped === true && !reply.hasHeader('cache-control')) reply.header('Cache-Control', 'no-store');
    done(null, payload);
  });
}
