import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '#libs/observability';
import type { Metrics } from './metrics.js';

/** Requests to the port of the metrics are answered soon, or something is wrong with who asks. In ms. */
const TIMEOUT_MS = 30_000;

/** Counts every request. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.endings.add(({ request, status, ms }) => {
    metrics.request(request.routeOptions.config.operation ?? 'none', status, ms);
  });
}

/** Serves `/metrics` without a key, on a port of its own. @throws if the port is not available */
export async function serveMetrics(
  metrics: Metrics,
  { host, port }: { host: string; port: number },
  logger: Logger,
): Promise<Server> {
  const server = createServer(
    { requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS },
    (request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      metrics.text().then(
        (text) => response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text),
        (error: unknown) => {
          logger.error({ err: error }, 'the metrics could not be read');
          response.writeHead(500).end();
        },
      );
    },
  );
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
