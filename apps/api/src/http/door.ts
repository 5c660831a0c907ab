import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiKey } from './api-key.js';
import { unauthorized } from './api-key.guard.js';

const API = '/api/';
const HEALTH: readonly string[] = ['/health', '/api/v1/health'];

/**
 * Refuses callers without the API key before their body is read, and before they learn which routes exist. The guard
 * checks every handler again.
 */
export function closeDoor(fastify: FastifyInstance, apiKey: ApiKey): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (mayEnter(request, apiKey)) done();
    else done(unauthorized());
  });
}

/** Whether a request carries the API key, or does not need it. */
export function mayEnter(request: FastifyRequest, apiKey: ApiKey): boolean {
  return !isInside(request) || apiKey.admits(request.headers);
}

/** Whether a request needs the API key. */
export function isInside(request: FastifyRequest): boolean {
  if (isHealth(request)) return false;
  return routeOf(request).startsWith(API) || request.url.startsWith(API);
}

/** Whether a request is a health check. */
export function isHealth(request: FastifyRequest): boolean {
  return HEALTH.includes(routeOf(request));
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '';
}
