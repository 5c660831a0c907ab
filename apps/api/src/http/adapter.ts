import { epochMs } from '#libs/observability';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import accepts from '@fastify/accepts';
import helmet from '@fastify/helmet';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { type HttpConfig, LIMITS } from '#libs/config';
import type { Logger } from '#libs/observability';
import type { KeyRing } from '../access/key-ring.js';
import { refuseUnreadBodies } from './body-mark.js';
import { compressLists } from './compression.js';
import { boundConnections } from './connections.js';
import { readingForCaller } from '#libs/storage';
import { callerOf, closeDoor, CONSOLE_SESSION, identifyCallers, isInside, unauthorized } from './door.js';
import { reportEndings } from './endings.js';
import { envelopeAnswers } from './envelope.js';
import { failureOf } from './failure.js';
import { invalidRequest } from './fault.js';
import { JSON_BODY_LIMIT, parseJsonBodies } from './json-body.js';
import { acceptMedia } from './media-body.js';
import { oneAtATime } from './pipelining.js';
import { limitInstances, limitRates } from './rate-limits.js';
import { refuse, refuseSocket } from './refusal.js';
import { correlateRequests, newRequestId } from './request-id.js';
import { logRequests } from './request-lines.js';
import { RouteTable } from './route-table.js';

/** Node's limit for the head of a request, so that validation sees every path parameter. In characters. */
const LONGEST_PARAMETER = 16_384;

/** Time for a client to send a whole request: a large file over a slow line takes minutes. */
const REQUEST_TIMEOUT_MS = LIMITS.requestMs;
/** Time for a client to send the head of a request. */
const HEADERS_TIMEOUT_MS = LIMITS.headMs;
/** Time for which a connection without requests stays open, longer than proxies keep theirs. */
const KEEP_ALIVE_MS = 72_000;

/** Limits for one caller, and for all callers together. */
type Limits = Pick<HttpConfig, 'rateLimit' | 'instanceRateLimit' | 'maxConnections' | 'logRequests'>;

const NO_LIMITS: Limits = {
  rateLimit: 0,
  instanceRateLimit: 0,
  maxConnections: Number.POSITIVE_INFINITY,
  logRequests: false,
};

export interface Adapter {
  fastify: FastifyAdapter;
  routes: RouteTable;
}

/** Sets up Fastify, before any route is registered: request ids, the check of the key, limits, envelopes and errors. */
export async function createAdapter(
  logger: Logger,
  keys: KeyRing,
  limits: Limits = NO_LIMITS,
): Promise<Adapter> {
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: JSON_BODY_LIMIT,
    genReqId: newRequestId,
    requestIdHeader: false,
    serverFactory: (handle) => serverFor(handle, keys),
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => {
      const known = !isInside(request) || callerOf(request, keys) !== undefined;
      const fault = known ? error : unauthorized();
      refuse(logger, request, reply, failureOf(fault), error);
    },
    clientErrorHandler: (error, socket) => refuseSocket(logger, error, socket),
  };
  const adapter = new FastifyAdapter(options);
  const fastify = adapter.getInstance<FastifyInstance>();
  const routes = new RouteTable(fastify);
  markEnveloped(fastify);
  boundConnections(fastify.server, limits.maxConnections, logger);
  reportEndings(fastify);
  correlateRequests(fastify);
  // Before any hook that waits: a connection that closes meanwhile must not hide whose request it was.
  identifyCallers(fastify, keys);
  if (limits.logRequests) logRequests(fastify, logger);
  await fastify.register(helmet, {
    // Swagger UI may be served over plain http, where an upgrade would break it.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  await fastify.register(accepts);
  await limitRates(fastify, limits);
  closeDoor(fastify);
  limitInstances(fastify, limits);
  judgeHeads(fastify);
  parseJsonBodies(fastify);
  await acceptMedia(fastify);
  refuseUnreadBodies(fastify);
  envelopeAnswers(fastify);
  partWhenClosing(fastify);
  compressLists(fastify);
  encodeOnce(fastify);
  boundReads(fastify);
  return { fastify: adapter, routes };
}

function serverFor(handle: RequestListener, keys: KeyRing): Server {
  const isKnown = ({ headers }: IncomingMessage) => keys.principalIn(headers, epochMs()) !== undefined;
  const options = {
    requireHostHeader: false,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  return createServer(options, oneAtATime(handle, isKnown));
}

/** Lets the database bound what requests that only read ask of it. Health checks ask for little, and must be answered. */
function boundReads(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.method === 'GET' && isInside(request)) readingForCaller(done);
    else done();
  });
}

/** Refuses HTTP/1.1 requests without `Host`. Node would refuse them without an envelope. */
function judgeHeads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, headers }, _reply, done) => {
    const nameless = raw.httpVersion === '1.1' && headers.host === undefined;
    done(nameless ? invalidRequest({ field: 'Host', reason: 'is required' }) : undefined);
  });
  // Unknown expectations may be ignored (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', (request, response) => {
    fastify.server.emit('request', request, response);
  });
}

/** Ends a connection with its answer while the server closes: otherwise it would stay open for more requests. */
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

/** Answers of more characters are encoded before they are sent. */
const LONG_ANSWER = 64 * 1024;

/** Encodes a long answer once. Of a text, Fastify counts the bytes, and Node encodes it for each write that the socket takes. */
function encodeOnce(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, _reply, payload, done) => {
    const long = typeof payload === 'string' && payload.length > LONG_ANSWER;
    done(null, long ? Buffer.from(payload) : payload);
  });
}

/** Paths outside the API whose answers have envelopes, too. */
const ENVELOPED = ['/health', '/livez', '/readyz', '/metrics', CONSOLE_SESSION];

function markEnveloped(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (ENVELOPED.includes(route.url) || route.url.startsWith('/api/'))
      route.config = { ...route.config, enveloped: true };
  });
}
