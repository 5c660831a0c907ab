import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers of fewer characters fit into few packets as they are. */
const LONG_LIST = 8 * 1024;

/**
 * Compresses long answers to GET for callers that send an API key and accept gzip. Answers to a browser with the cookie of the
 * console stay as they are: a page of another site may have caused the request, and could guess what is secret in an answer
 * from its compressed length (BREACH). No other site can send a key.
 */
export function compressLists(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || !isLongList(request, reply, payload)) return done(null, payload);
    const vary = [reply.getHeader('Vary'), 'Accept-Encoding'].flat().filter((name) => name !== undefined);
    void reply.header('Vary', vary.join(', '));
    if (request.encoding(['gzip', 'identity']) !== 'gzip') return done(null, payload);
    gzip(payload, (error, bytes) => {
      if (error) return done(error);
      void reply.header('Content-Encoding', 'gzip');
      done(null, bytes);
    });
  });
}

function isLongList({ method, headers }: FastifyRequest, reply: FastifyReply, payload: string): boolean {
  const byKey = headers.authorization !== undefined || headers['x-api-key'] !== undefined;
  const isJson = String(reply.getHeader('Content-Type')).startsWith('application/json');
  return method === 'GET' && reply.statusCode === 200 && byKey && isJson && payload.length >= LONG_LIST;
}
