import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROOT_ONLY } from '../access/scopes.js';
import { ApiFault } from '../http/fault.js';

const PREFIX = '/console/emulator';
/** The calls about phones, and those that cause faults. */
const CALLS = /^\/(?:phones|faults)(?:\/[\w%@+~-][\w%@+~.-]*)*(?:\?[^#]*)?$/;
/** Time for the emulator to answer, in ms. */
const TIMEOUT_MS = 30_000;

/** A phone may have sent anything: nothing of it is shown as a page of this server. */
const POLICY = "default-src 'none'; sandbox";

/**
 * Forwards calls of the console to the emulator's control API, for the root key alone: whoever makes them plays all phones.
 * @param emulator its URL; the configuration has none in production
 */
export function forwardToEmulator(fastify: FastifyInstance, emulator: string): void {
  void fastify.register((scope, _options, done) => {
    // Bodies pass as they are.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, taken) => taken(null, body));
    scope.route({
      method: ['GET', 'POST', 'PATCH', 'DELETE'],
      url: `${PREFIX}/*`,
      config: { scope: ROOT_ONLY },
      bodyLimit: Number.MAX_SAFE_INTEGER,
      handler: async (request, reply) => forward(request, reply, new URL(emulator).origin),
    });
    done();
  });
}

async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  emulator: string,
): Promise<FastifyReply> {
  // As it is asked in the end: `%2e%2e` is `..` in a URL, too.
  const url = new URL(`${emulator}${request.url.slice(PREFIX.length)}`);
  if (!CALLS.test(`${url.pathname}${url.search}`))
    throw new ApiFault('NOT_FOUND', 'the emulator is not asked this');
  const type = request.headers['content-type'];
  const { body } = request;
  const answer = await fetch(url, {
    method: request.method,
    headers: type === undefined ? {} : { 'Content-Type': type },
    ...(body instanceof Readable && { body: Readable.toWeb(body), duplex: 'half' }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (!answer) throw new ApiFault('NOT_READY', 'the emulator does not answer');
  void reply.status(answer.status).headers({
    'Content-Type': answer.headers.get('content-type') ?? 'application/octet-stream',
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
  });
  return reply.send(answer.body ? Readable.fromWeb(answer.body) : undefined);
}
