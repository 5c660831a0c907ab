import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Principal, ROOT_ID } from '../access/principal.js';
import { invalidRequest } from '../http/fault.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
/** Marks an answer as that of an earlier request with the same key. */
export const REPLAYED = 'Idempotency-Replayed';

const LONGEST_KEY = 255;
/** Visible ASCII, which a header carries unchanged. */
const KEY = /^[\x21-\x7e]+$/;

/** The parts of a request that matter when it is repeated. */
export interface KeyedRequest {
  /** Absent if the request has no idempotency key. Keys of different API keys are never equal. */
  key?: string;
  /** Method and route, such as `POST /api/v1/instances`. */
  operation: string;
  /** Parameters of the path. */
  params: unknown;
  /** Marks the answer as that of an earlier request. */
  markReplayed(): void;
}

/** Parameter of a handler that takes an idempotency key. Its operation must also declare `keyed: true`. */
export const Keyed = createParamDecorator((_data: unknown, context: ExecutionContext): KeyedRequest => {
  const http = context.switchToHttp();
  const { headers, method, routeOptions, params, principal } = http.getRequest<FastifyRequest>();
  const reply = http.getResponse<FastifyReply>();
  return {
    key: ownKey(keyIn(headers[IDEMPOTENCY_KEY.toLowerCase()]), principal),
    operation: `${method} ${routeOptions.url}`,
    params,
    markReplayed: () => void reply.header(REPLAYED, 'true'),
  };
});

/** An idempotency key as it is stored: each API key has its own. Those of the root key are stored as they are. */
function ownKey(key: string | undefined, principal: Principal | undefined): string | undefined {
  const foreign = key !== undefined && principal !== undefined && principal.id !== ROOT_ID;
  return foreign ? `${principal.id} ${key}` : key;
}

/** Documents the header. */
export function KeyHeader(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: IDEMPOTENCY_KEY,
      required: false,
      description:
        'A key of your choice, which makes it safe to repeat the request: for 24 hours, identical requests with the same key take effect only once and get the same answer. A different request with the same key is 422. Every API key has idempotency keys of its own.',
      schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY, pattern: KEY.source },
    }),
  );
}

/** @throws ApiFault INVALID_REQUEST */
function keyIn(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  // Node joins repeated headers with a comma and a space.
  if (typeof header === 'string' && header.length <= LONGEST_KEY && KEY.test(header)) return header;
  const reason = `must be given once, with 1 to ${LONGEST_KEY} visible ASCII characters`;
  throw invalidRequest({ field: IDEMPOTENCY_KEY, reason });
}
