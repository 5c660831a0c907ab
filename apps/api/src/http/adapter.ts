import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import accepts from '@fastify/accepts';
import helmet from '@fastify/helmet';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { HttpConfig } from '#libs/config';
import type { Logger } from '#libs/observability';
import type { ApiKey } from './api-key.js';
import { unauthorized } from './api-key.guard.js';
import { refuseUnreadBodies } from './body-mark.js';
import { boundConnections } from './connections.js';
import { closeDoor, mayEnter } from './door.js';
import { envelopeAnswers } from './envelope.js';
import { failureOf } from './failure.js';
import { invalidRequest } from './fault.js';
import { JSON_BODY_LIMIT, parseJsonBodies } from './json-body.js';
import { acceptMedia } from './media-body.js';
import { limitRates } from './rate-limits.js';
import { refuse, refuseSocket } from './refusal.js';
import { correlateRequests, newRequestId } from './request-id.js';
import { RouteTable } from './route-table.js';

/** As long as Node lets a request's head be, so that validation judges every path parameter. */
const LONGEST_PARAMETER = 16_384;

/** Time for a client to send its whole request: a large file over a slow line takes minutes. */
const REQUEST_TIMEOUT_MS = 600_000;
/** Time for the head of it. */
const HEADERS_TIMEOUT_MS = 30_000;

/** What one caller, or all together, may ask for. */
type Limits = Pick<HttpConfig, 'rateLimit' | 'instanceRateLimit' | 'maxConnections'>;

const NO_LIMITS: Limits = { rateLimit: 0, instanceRateLimit: 0, maxConnections: Number.POSITIVE_INFINITY };

export interface Adapter {
  fastify: FastifyAdapter;
  routes: RouteTable;
}

/** Fastify as the house wants it: ids, the door, envelopes and errors, before any route is registered. */
export async function createAdapter(
  logger: Logger,
  apiKey: ApiKey,
  limits: Limits = NO_LIMITS,
): Promise<Adapter> {
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: JSON_BODY_LIMIT,
    genReqId: newRequestId,
    requestIdHeader: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { requireHostHeader: false, headersTimeout: HEADERS_TIMEOUT_MS },
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => {
      const fault = mayEnter(request, apiKey) ? error : unauthorized();
      refuse(logger, request, reply, failureOf(fault), error);
    },
    clientErrorHandler: (error, socket) => refuseSocket(logger, error, socket),
  };
  const adapter = new FastifyAdapter(options);
  const fastify = adapter.getInstance<FastifyInstance>();
  const routes = new RouteTable(fastify);
  markEnveloped(fastify);
  boundConnections(fastify.server, limits.maxConnections, logger);
  correlateRequests(fastify);
  await fastify.register(helmet, {
    // Swagger UI is served over plain http as well, where an upgrade would break it.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  await fastify.register(accepts);
  await limitRates(fastify, apiKey, limits);
  closeDoor(fastify, apiKey);
  judgeHeads(fastify);
  parseJsonBodies(fastify);
  await acceptMedia(fastify);
  refuseUnreadBodies(fastify);
  envelopeAnswers(fastify);
  partWhenClosing(fastify);
  return { fastify: adapter, routes };
}

/** What Node refuses by itself when it is left to it, without an envelope: a request of 1.1 without `Host`. */
function judgeHeads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, headers }, _reply, done) => {
    const nameless = raw.httpVersion === '1.1' && headers.host === undefined;
    done(nameless ? invalidRequest({ field: 'Host', reason: 'is required' }) : undefined);
  });
  // Expectations that nobody knows may be ignored (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', (request, response) => {
    fastify.server.emit('request', request, response);
  });
}

/** Answers that go out while the server closes end their connection: it would be kept open for more requests. */
function partWhenClosing(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('Connection', 'close');
    done(null, payload);
  });
}

function markEnveloped(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/health' || route.url.startsWith('/api/'))
      route.config = { ...route.config, enveloped: true };
  });
}
