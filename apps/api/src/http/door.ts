import { epochMs } from '#libs/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HOP, type Hop } from '../access/hop-marks.js';
import type { KeyRing } from '../access/key-ring.js';
import { hasScope, mayUse, type Principal } from '../access/principal.js';
import { type RequiredScope, ROOT_ONLY } from '../access/scopes.js';
import { ApiFault } from './fault.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key the request carries; undefined if it carries no valid key. */
    principal?: Principal;
    /** Whose request it is, if another server has passed it on. */
    hop?: Hop;
    /** Another server has answered it, under its own id, and written it down. */
    passedOn?: boolean;
  }
  interface FastifyContextConfig {
    /** What a key must be allowed to do. */
    scope?: RequiredScope;
    /** The handler itself leaves out the instances that the key is not for. */
    sorted?: boolean;
    /** A signed link may stand in for the key. */
    linked?: boolean;
    /** The answer depends on rows alone: any server gives it, whichever has the instance. */
    anywhere?: boolean;
  }
}

const API = '/api/';
/** Where the console opens and ends its sessions. */
export const CONSOLE_SESSION = '/console/session';
/** Where agents speak the Model Context Protocol. */
export const MCP_PATH = '/mcp';
const HEALTH: readonly string[] = ['/health', '/api/v1/health', '/livez', '/readyz'];

/** Finds out whose key each request carries. Must be called before all that judges requests. */
export function identifyCallers(fastify: FastifyInstance, keys: KeyRing): void {
  fastify.decorateRequest('principal');
  fastify.decorateRequest('hop');
  fastify.decorateRequest('passedOn');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.hop = keys.hops.read(request.headers[HOP], request, epochMs());
    if (isInside(request)) request.principal = callerOf(request, keys);
    done();
  });
  fastify.addHook('onRequest', async (request) => {
    if (request.principal || !isInside(request)) return;
    await keys.learnSession(request);
    request.principal = callerOf(request, keys);
  });
}

/** Whose key a request carries, to whose session of the console it belongs, or whose signed link it follows. */
export function callerOf(request: FastifyRequest, keys: KeyRing): Principal | undefined {
  const now = epochMs();
  const byKey = keys.principalIn(request.headers, now) ?? keys.principalOfSession(request, now);
  if (byKey) return byKey;
  const byLink =
    request.routeOptions?.config?.linked === true ? keys.principalOfLink(request.url, now) : undefined;
  // Whoever has passed it on has let the caller in.
  return byLink ?? (request.hop && keys.principalOfKey(request.hop.keyId, now));
}

/**
 * Refuses callers without a valid key, or whose key may not do what they ask for, before their body is read. Without a key
 * they do not learn which routes exist. The guard checks every handler again.
 */
export function closeDoor(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(isInside(request) ? judgeAccess(request) : undefined);
  });
}

/** Why a request must not be carried out; undefined if it may. */
export function judgeAccess(request: FastifyRequest): ApiFault | undefined {
  const { principal } = request;
  if (!principal) return unauthorized();
  const { scope, sorted } = request.routeOptions.config;
  // No handler, and nothing to protect: the answer is that the route does not exist.
  if (scope === undefined) return undefined;
  if (!hasScope(principal, scope)) return missingScope(scope);
  if (principal.previous && scope === 'keys:admin') return replacedSecret();
  const id = instanceOf(request);
  if (id !== undefined) return mayUse(principal, id) ? undefined : foreignInstance();
  if (principal.instances === undefined || sorted === true) return undefined;
  return new ApiFault('FORBIDDEN', 'the key is for some instances only, and this concerns all of them', {
    instances: [...principal.instances],
  });
}

/** Whether a request needs an API key. */
export function isInside(request: FastifyRequest): boolean {
  if (isHealth(request)) return false;
  const scoped = request.routeOptions?.config?.scope !== undefined;
  return (
    scoped ||
    routeOf(request) === CONSOLE_SESSION ||
    routeOf(request) === MCP_PATH ||
    routeOf(request).startsWith(API) ||
    request.url.startsWith(API)
  );
}

/** Whether a request is a health check. */
export function isHealth(request: FastifyRequest): boolean {
  return HEALTH.includes(routeOf(request));
}

/** The id of the instance that the path names. */
export function instanceOf({ params }: FastifyRequest): string | undefined {
  const id: unknown = Object(params).instanceId;
  return typeof id === 'string' ? id : undefined;
}

export function unauthorized(): ApiFault {
  return new ApiFault('UNAUTHORIZED', 'a valid API key is required', undefined, {
    'WWW-Authenticate': 'Bearer',
  });
}

/** The key lacks a scope. */
export function missingScope(scope: RequiredScope): ApiFault {
  const reason =
    scope === ROOT_ONLY ? 'only the root key may do this' : `the API key lacks the scope ${scope}`;
  return new ApiFault('FORBIDDEN', reason, { missingScope: scope });
}

/** Whoever has found an old secret must not get a new one for it, nor lock out who has replaced it. */
function replacedSecret(): ApiFault {
  const reason = 'the secret was replaced: use the new one to manage keys';
  return new ApiFault('FORBIDDEN', reason, { reason });
}

/** An instance that the key is not for. To its holder, it does not exist. */
function foreignInstance(): ApiFault {
  return new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions?.url ?? '';
}
