import type { FastifyInstance } from 'fastify';
import type { Logger } from '#libs/observability';
import { LEFT } from './endings.js';

/** Logs one line for every request when it has been answered, or its caller has left: whose it was, what it asked for, and how long it took. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.endings.add(({ request, status, ms, address }) => {
    logger.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status,
        ms: Math.round(ms),
        key: request.principal?.id,
        address,
      },
      status === LEFT ? 'request abandoned' : 'request answered',
    );
  });
}
