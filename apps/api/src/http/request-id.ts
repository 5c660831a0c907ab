import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseTraceparent, RequestLog, type Span, startSpan } from '#libs/observability';
import { LEFT, onceOver } from './endings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is logged about the request; undefined before its first hook. */
    lines?: RequestLog;
  }
}

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** They are called all the time, and cause nothing. */
const PROBES: ReadonlySet<string | undefined> = new Set([
  '/livez',
  '/readyz',
  '/health',
  '/api/v1/health',
  '/metrics',
]);
const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Makes the id of a request. Ids from outside are not used: they could be anything, and need not be unique. */
export function newRequestId(): string {
  return randomUUID();
}

/** Adds the id of the request to every log line about it, and to the answer, and continues the trace of its caller. */
export function correlateRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('lines');
  fastify.addHook('onRequest', (request, reply, done) => {
    const caller = parseTraceparent(request.headers['traceparent']);
    const span = PROBES.has(request.routeOptions.url)
      ? undefined
      : startSpan(request.method, {
          kind: 'server',
          parent: caller ?? null,
          attributes: { 'http.request.method': request.method },
        });
    const lines = new RequestLog(request.id, span?.context ?? caller);
    request.lines = lines;
    onceOver(request, reply, () => {
      lines.end();
      if (span) finish(span, request, reply);
    });
    lines.run(done);
  });
  // A body arrives by events of the socket, which are outside the context that the first hook started.
  fastify.addHook('preValidation', ({ lines }, _reply, done) => (lines ? lines.run(done) : done()));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.passedOn !== true) reply.header(REQUEST_ID_HEADER, request.id);
    done(null, payload);
  });
}

/** The path itself stays out of the span: it may contain phone numbers. */
function finish(
  span: Span,
  { method, params, routeOptions }: FastifyRequest,
  { raw, statusCode }: FastifyReply,
): void {
  const status = raw.headersSent ? statusCode : LEFT;
  span.set({ 'http.response.status_code': status });
  const { url: route, config } = routeOptions;
  if (route !== undefined) {
    span.rename(`${method} ${route}`);
    span.set({ 'http.route': route, 'miaw.operation': config.operation ?? 'none' });
  }
  const { instanceId }: { instanceId?: unknown } = Object(params);
  if (typeof instanceId === 'string' && INSTANCE_ID.test(instanceId))
    span.set({ 'miaw.instance': instanceId });
  if (status >= 500) span.fail(String(status));
  span.end();
}
