import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What has become of a request. */
export interface Ending {
  request: FastifyRequest;
  /** Status of the answer; {@link LEFT} if the caller left before there was one. */
  status: number;
  /** How long it took. */
  ms: number;
  /** Where it came from. A connection that is gone no longer tells. */
  address: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** They are called at the end of every request. */
    endings: Set<(ending: Ending) => void>;
  }
}

/** What stands for the status of an answer that nobody waited for. */
export const LEFT = 499;

/** What stands for the address of a caller who had left when the request was read. */
const UNKNOWN = 'unknown';

/** What is to be called when a connection closes. */
const atClose = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `fastify.endings` at the end of every request, also of those whose caller left before the answer: Fastify's
 * `onResponse` does not run for them. Must be called before all that judges requests.
 */
export function reportEndings(fastify: FastifyInstance): void {
  const endings: FastifyInstance['endings'] = new Set();
  fastify.decorate('endings', endings);
  fastify.addHook('onRequest', (request, reply, done) => {
    const begin = performance.now();
    const address = request.hop?.address ?? (request.ip || UNKNOWN);
    onceOver(request, reply, () => {
      const status = reply.raw.headersSent ? reply.statusCode : LEFT;
      for (const report of endings) report({ request, status, ms: performance.now() - begin, address });
    });
    done();
  });
}

/**
 * Calls `action` once, when the answer has left or the caller is gone. An answer that waits for an earlier one on the same
 * connection does not learn when that closes, so the connection is listened to as well, once for all of its requests.
 */
export function onceOver(request: FastifyRequest, { raw }: FastifyReply, action: () => void): void {
  const { socket } = request.raw;
  const actions = actionsOf(socket);
  const over = (): void => {
    if (actions.delete(over)) action();
  };
  actions.add(over);
  if (raw.closed || socket.closed) over();
  else raw.once('close', over);
}

function actionsOf(socket: Socket): Set<() => void> {
  const known = atClose.get(socket);
  if (known) return known;
  const actions = new Set<() => void>();
  atClose.set(socket, actions);
  socket.once('close', () => {
    for (const action of actions) action();
  });
  return actions;
}
