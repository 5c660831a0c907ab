import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpConfig } from '#libs/config';
import { instanceOf, isHealth } from './door.js';
import { ApiFault } from './fault.js';

const WINDOW_MS = 60_000;
/** Number of callers that are counted at a time; the one that was quiet the longest is forgotten first. */
const COUNTED = 10_000;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * Limits the requests per minute: for each API key, by its own limit or the one of the server, and for one address without a
 * key, with a signed link or on the public pages. 0 stands for no limit. Health checks are never refused: whatever watches the
 * server would restart it. Must be called between `identifyCallers` and `closeDoor`, which answers requests without a key.
 */
export async function limitRates(
  fastify: FastifyInstance,
  { rateLimit: perKey }: Pick<HttpConfig, 'rateLimit'>,
): Promise<void> {
  await fastify.register(rateLimit, { global: false });
  const ofKey = ({ principal }: FastifyRequest) => principal?.ratePerMinute ?? perKey;
  const byKey = limiter(fastify, ofKey, ({ principal }) => `key ${principal?.id}`);
  const byAddress = limiter(
    fastify,
    () => perKey,
    ({ ip, hop }) => `address ${hop?.address ?? ip}`,
  );
  fastify.addHook('onRequest', async (request) => {
    if (isHealth(request)) return;
    // Whoever has a link must not use up the limit of the key that made it.
    const byItself = request.principal !== undefined && !request.principal.linked;
    if (byItself ? ofKey(request) > 0 : perKey > 0)
      await check(byItself ? byKey : byAddress, request, 'requests');
  });
}

/**
 * Limits the requests per minute about one instance, which all of its keys share. Must be called after `closeDoor`: a key that
 * may not use the instance must not use up its requests either.
 */
export function limitInstances(
  fastify: FastifyInstance,
  { instanceRateLimit: perInstance }: Pick<HttpConfig, 'instanceRateLimit'>,
): void {
  if (perInstance === 0) return;
  const byInstance = limiter(
    fastify,
    () => perInstance,
    (request) => `instance ${instanceOf(request)}`,
  );
  fastify.addHook('onRequest', async (request) => {
    if (request.principal !== undefined && instanceOf(request) !== undefined && !isHealth(request))
      await check(byInstance, request, 'requests about this instance');
  });
}

/** Each limiter counts for itself, so the number of callers is said to each. */
function limiter(
  fastify: FastifyInstance,
  max: (request: FastifyRequest) => number,
  keyGenerator: (request: FastifyRequest) => string,
): Limiter {
  // Not written in place: the declared type lacks `cache`, which the plugin reads.
  const options = { max, timeWindow: WINDOW_MS, keyGenerator, cache: COUNTED };
  return fastify.createRateLimit(options);
}

/** @throws ApiFault RATE_LIMITED */
async function check(limited: Limiter, request: FastifyRequest, what: string): Promise<void> {
  const verdict = await limited(request);
  if (verdict.isAllowed || !verdict.isExceeded) return;
  const { max, ttlInSeconds } = verdict;
  throw new ApiFault(
    'RATE_LIMITED',
    `too many ${what}; try again in ${ttlInSeconds} s`,
    { perMinute: max, retryAfterSeconds: ttlInSeconds },
    { 'Retry-After': String(ttlInSeconds) },
  );
}
