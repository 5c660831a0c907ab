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
 * Limits the requests per minute: for each API key, by its own limit or the one of the server, for one instance, and for one
 * address without a key or on the public pages. 0 stands for no limit. Health checks are never refused: whatever watches the
 * server would restart it. Must be called between `identifyCallers` and `closeDoor`, which answers requests without a key.
 */
export async function limitRates(
  fastify: FastifyInstance,
  { rateLimit: perKey, instanceRateLimit: perInstance }: Pick<HttpConfig, 'rateLimit' | 'instanceRateLimit'>,
): Promise<void> {
  await fastify.register(rateLimit, { global: false, cache: COUNTED });
  const limiter = (
    max: (request: FastifyRequest) => number,
    keyOf: (request: FastifyRequest) => string,
  ): Limiter => fastify.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: keyOf });
  const ofKey = ({ principal }: FastifyRequest) => principal?.ratePerMinute ?? perKey;
  const byKey = limiter(ofKey, ({ principal }) => `key ${principal?.id}`);
  const byAddress = limiter(
    () => perKey,
    ({ ip }) => `address ${ip}`,
  );
  const byInstance = limiter(
    () => perInstance,
    (request) => `instance ${instanceOf(request)}`,
  );
  fastify.addHook('onRequest', async (request) => {
    if (isHealth(request)) return;
    const admitted = request.principal !== undefined;
    if (admitted ? ofKey(request) > 0 : perKey > 0)
      await check(admitted ? byKey : byAddress, request, 'requests');
    if (perInstance > 0 && admitted && instanceOf(request) !== undefined)
      await check(byInstance, request, 'requests about this instance');
  });
}

/** @throws ApiFault RATE_LIMITED */
async function check(limiter: Limiter, request: FastifyRequest, what: string): Promise<void> {
  const verdict = await limiter(request);
  if (verdict.isAllowed || !verdict.isExceeded) return;
  const { max, ttlInSeconds } = verdict;
  throw new ApiFault(
    'RATE_LIMITED',
    `too many ${what}; try again in ${ttlInSeconds} s`,
    { perMinute: max, retryAfterSeconds: ttlInSeconds },
    { 'Retry-After': String(ttlInSeconds) },
  );
}
