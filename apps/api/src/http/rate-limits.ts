import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpConfig } from '#libs/config';
import type { ApiKey } from './api-key.js';
import { isHealth, isInside } from './door.js';
import { ApiFault } from './fault.js';

const WINDOW_MS = 60_000;
/** Number of callers that are counted at a time; the one that was quiet the longest is forgotten first. */
const COUNTED = 10_000;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * Limits the requests per minute if the operator configured limits: for the API key, for one instance, and for one
 * address without the key or on the public pages. Health checks are never refused: whatever watches the server would
 * restart it. Must be called before `closeDoor`, which answers requests without a key.
 */
export async function limitRates(
  fastify: FastifyInstance,
  apiKey: ApiKey,
  { rateLimit: perKey, instanceRateLimit: perInstance }: Pick<HttpConfig, 'rateLimit' | 'instanceRateLimit'>,
): Promise<void> {
  if (perKey === 0 && perInstance === 0) return;
  await fastify.register(rateLimit, { global: false, cache: COUNTED });
  const limiter = (max: number, keyOf: (request: FastifyRequest) => string): Limiter =>
    fastify.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: keyOf });
  const byKey = limiter(perKey, () => 'key');
  const byAddress = limiter(perKey, ({ ip }) => `address ${ip}`);
  const byInstance = limiter(perInstance, (request) => `instance ${instanceOf(request)}`);
  fastify.addHook('onRequest', async (request) => {
    if (isHealth(request)) return;
    const admitted = isInside(request) && apiKey.admits(request.headers);
    if (perKey > 0) await check(admitted ? byKey : byAddress, request, 'requests');
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

function instanceOf({ params }: FastifyRequest): string | undefined {
  const id: unknown = Object(params).instanceId;
  return typeof id === 'string' ? id : undefined;
}
