import type { FastifyInstance } from 'fastify';
import type { Logger } from '#libs/observability';

/** Logs one line for every request when it has been answered: whose it was, what it asked for, and how long it took. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        key: request.principal?.id,
        address: request.ip,
      },
      'request answered',
    );
    done();
  });
}
