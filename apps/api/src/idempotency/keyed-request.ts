import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest } from '../http/fault.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
/** Says of an answer that it is the one that an earlier request with the same key got, or would have got. */
export const REPLAYED = 'Idempotency-Replayed';

const LONGEST_KEY = 255;
/** Visible ASCII: what a header carries unharmed. */
const KEY = /^[\x21-\x7e]+$/;

/** A request as far as its repetition is concerned. */
export interface KeyedRequest {
  /** Absent: the caller did not ask for more than usual. */
  key?: string;
  /** Method and route, as in `POST /api/v1/instances`. */
  operation: string;
  /** Parameters of the path. */
  params: unknown;
  /** Marks the answer as one that was given before. */
  markReplayed(): void;
}

/** The parameter of a handler that can be called again under a key. The operation has to say `keyed: true` too. */
export const Keyed = createParamDecorator((_data: unknown, context: ExecutionContext): KeyedRequest => {
  const http = context.switchToHttp();
  const { headers, method, routeOptions, params } = http.getRequest<FastifyRequest>();
  const reply = http.getResponse<FastifyReply>();
  return {
    key: keyIn(headers[IDEMPOTENCY_KEY.toLowerCase()]),
    operation: `${method} ${routeOptions.url}`,
    params,
    markReplayed: () => void reply.header(REPLAYED, 'true'),
  };
});

/** Documents the header. */
export function KeyHeader(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: IDEMPOTENCY_KEY,
      required: false,
      description:
        'Makes it safe to send the request again: for 24 hours the same request with the same key is carried out once, and gets the first answer',
      schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY, pattern: KEY.source },
    }),
  );
}

/** @throws ApiFault INVALID_REQUEST */
function keyIn(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  // Node joins repeated headers, with a blank in between.
  if (typeof header === 'string' && header.length <= LONGEST_KEY && KEY.test(header)) return header;
  const reason = `must be given once, with 1 to ${LONGEST_KEY} visible ASCII characters`;
  throw invalidRequest({ field: IDEMPOTENCY_KEY, reason });
}
