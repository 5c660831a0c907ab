import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#libs/config';
import type { KeyRing } from '../access/key-ring.js';
import { MCP_PATH, unauthorized } from '../http/door.js';

/** Serves the Model Context Protocol by streamable HTTP, if the operator wants that. */
export async function serveMcp(fastify: FastifyInstance, keys: KeyRing, { http }: Config): Promise<void> {
  const { mcp } = http;
  if (!mcp) return;
  // Most servers do without it.
  const { McpSessions } = await import('./sessions.js');
  const sessions = new McpSessions(fastify, keys, mcp);
  fastify.addHook('preClose', () => sessions.close());
  fastify.route({
    method: ['GET', 'POST', 'DELETE'],
    url: MCP_PATH,
    config: { takesBody: 'optional' },
    handler: async (request, reply) => {
      const { principal } = request;
      if (!principal) throw unauthorized();
      return answerWith(await sessions.answer(webRequest(request), request, principal), reply);
    },
  });
}

/** A request without its body, which has been read. */
function webRequest({ method, url, headers }: FastifyRequest): Request {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return new Request(new URL(url, 'http://mcp.invalid'), { method, headers: given });
}

function answerWith({ status, headers, body }: Response, reply: FastifyReply): FastifyReply {
  void reply
    .status(status)
    .headers(Object.fromEntries(headers))
    .headers({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  return reply.send(body ? Readable.fromWeb(nodeStream(body)) : '');
}

/** Node and the standard declare the same stream twice. */
function nodeStream(body: globalThis.ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return body;
}
