import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ApiFault, invalidRequest } from './fault.js';

/** Largest JSON body, in bytes. */
export const JSON_BODY_LIMIT = 1024 * 1024;

/** Deepest nesting of a body. Valid bodies have at most 3 levels; later recursion must not meet thousands. */
const DEEPEST = 32;

type Parsed = (error: Error | null, body?: unknown) => void;

/**
 * Accepts JSON objects only. An empty body counts as missing, whatever its Content-Type: many clients send
 * `application/json` with every DELETE and POST.
 */
export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: JSON_BODY_LIMIT },
    (request: FastifyRequest, bytes: Buffer, done: Parsed) => {
      if (!isUtf8(bytes)) return done(notJson());
      const text = bytes.toString('utf8');
      if (text.trim() === '') return done(null, undefined);
      return parse(request, text, (error, body) => {
        const fault = error ? notJson() : faultOf(body);
        return fault ? done(fault) : done(null, body);
      });
    },
  );
}

function notJson(): ApiFault {
  return invalidRequest({ field: 'body', reason: 'must be valid JSON in UTF-8' });
}

function faultOf(body: unknown): ApiFault | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return invalidRequest({ field: 'body', reason: 'must be a JSON object' });
  }
  return tooDeep(body)
    ? invalidRequest({ field: 'body', reason: `must not be nested deeper than ${DEEPEST} levels` })
    : undefined;
}

function tooDeep(body: object): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
