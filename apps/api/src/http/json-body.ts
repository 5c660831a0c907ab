import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LIMITS } from '#libs/config';
import { type ApiFault, invalidRequest } from './fault.js';
import { shapeFault } from './json-shape.js';
import { inTurn } from './turns.js';

/** Largest JSON body, in bytes. */
export const JSON_BODY_LIMIT = LIMITS.jsonBytes;

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
      const read = (): void => {
        const shape = shapeFault(bytes);
        if (shape !== undefined) return done(invalidRequest({ field: 'body', reason: shape }));
        if (!isUtf8(bytes)) return done(notJson());
        const text = bytes.toString('utf8');
        if (text.trim() === '') return done(null, undefined);
        return void parse(request, text, (error, body) => {
          const fault = error ? notJson() : faultOf(body);
          return fault ? done(fault) : done(null, body);
        });
      };
      if (bytes.length <= JSON_BODY_LIMIT) read();
      else void inTurn(read);
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
  return undefined;
}
