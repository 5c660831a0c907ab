import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#libs/observability';
import { type ClusterTables, DatabaseUnavailable, type Holder, type NodeId } from '#libs/storage';
import { HOP, type HopMarks } from '../access/hop-marks.js';
import { instanceOf, isInside } from '../http/door.js';
import { onceOver } from '../http/endings.js';
import { ApiFault } from '../http/fault.js';
import { Passage } from './passage.js';

/** How long a request waits for an instance that no server has, ms, and how long between two looks. */
const PATIENCE_MS = 8_000;
const LOOK_MS = 200;
/** What a server answers that does not have the instance (any longer). No caller sees it. */
const MISDIRECTED = 421;
/** Faults of a connection that was never made: the other server knows nothing of the request. */
const NEVER_BEGAN: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Headers about a body. */
const OF_BODY = ['content-length', 'transfer-encoding'];

/** What is needed to know who has an instance. */
export interface ForwardingParts {
  tables: ClusterTables;
  /** This server. */
  node: NodeId;
  /** Whether this server acts for the instance that callers know by this id. */
  isHere: (instanceId: string) => boolean;
  /** Whether this server may have instances right now. */
  isConfirmed: () => boolean;
  marks: HopMarks;
  clock: Clock;
}

/**
 * Passes requests about an instance on to the server that has it, before their bodies are read. The caller notices nothing: any
 * server answers. A request is passed on at most once. What depends on rows alone is not passed on.
 */
export async function forwardToHolders(fastify: FastifyInstance, parts: ForwardingParts): Promise<void> {
  const { tables, node, isHere, isConfirmed, marks, clock } = parts;
  const passage = new Passage();
  await fastify.register(replyFrom, { undici: passage, disableRequestLogging: true, disableCache: true });
  fastify.addHook('onRequest', async (request, reply) => {
    const id = isInside(request) ? instanceOf(request) : undefined;
    if (id === undefined || request.routeOptions.config.anywhere === true) return undefined;
    if (isHere(id)) return undefined;
    // Without its database it knows of nobody.
    if (!isConfirmed()) throw nobody();
    const found = await holderOf(id, request.hop ? 0 : PATIENCE_MS);
    if (!found || found.node === node) return undefined;
    if (request.hop) return reply.code(MISDIRECTED).send();
    await pass(request, reply, id, found);
    return reply;
  });

  /** Who can be asked about an instance; undefined if there is no such instance, this server if it has taken it up meanwhile. */
  async function holderOf(id: string, patienceMs: number): Promise<Holder | undefined> {
    const deadline = clock.now() + patienceMs;
    for (;;) {
      const holder = await tables.holderOf(id).catch((error: unknown) => {
        throw error instanceof DatabaseUnavailable ? nobody() : error;
      });
      if (!holder || (holder.node !== undefined && holder.node !== node)) return holder;
      if (isHere(id)) return { ...holder, node };
      if (clock.now() > deadline) throw nobody();
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
  }

  async function pass(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { url: target = '' }: Holder,
  ): Promise<void> {
    const { headers, principal, method } = request;
    const reads = method === 'GET' || method === 'HEAD';
    const hasBody =
      !reads && (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined);
    if (hasBody) request.body = request.raw;
    const caller = { keyId: principal?.id ?? 'none', address: request.ip };
    const mark = marks.make(request, caller, clock.now());
    let copied: string[] = [];
    const gone = new AbortController();
    // The other server writes down what it was asked, also if nobody waits for the answer.
    request.passedOn = true;
    return new Promise<void>((resolve, reject) => {
      onceOver(request, reply, () => {
        gone.abort();
        resolve();
      });
      const again = (): void => {
        request.passedOn = undefined;
        // A body can be read once: the answer says that nothing came of it.
        if (hasBody) return reject(nobody());
        holderOf(id, PATIENCE_MS).then(
          (next) =>
            next?.url === undefined || next.url === target
              ? reject(nobody())
              : resolve(pass(request, reply, id, next)),
          reject,
        );
      };
      const options: Parameters<typeof reply.from>[1] = {
        getUpstream: () => target,
        retryDelay: () => null,
        rewriteRequestHeaders: (_request, own) => {
          const left = hasBody ? ['expect'] : ['expect', ...OF_BODY];
          return {
            ...Object.fromEntries(Object.entries(own).filter(([name]) => !left.includes(name))),
            [HOP]: mark,
          };
        },
        rewriteHeaders: (theirs) => {
          copied = Object.keys(theirs);
          return theirs;
        },
        onResponse: (_request, _reply, answer) => {
          if (answer.statusCode === MISDIRECTED) {
            answer.stream.resume();
            for (const name of copied) reply.removeHeader(name);
            again();
          } else {
            reply.send(answer.stream);
            resolve();
          }
        },
        onError: (_reply, { error }) => {
          if (gone.signal.aborted) return;
          const cause = Object(error.cause).code ?? Object(error).code;
          if (NEVER_BEGAN.has(cause)) return again();
          request.passedOn = undefined;
          reject(broken());
        },
      };
      passage.requesting(gone.signal, () => void reply.from(undefined, options));
    });
  }
}

function nobody(): ApiFault {
  return new ApiFault(
    'NOT_READY',
    'no server has the instance right now: try again in a few seconds',
    { cluster: 'no_holder', outcome: 'not_sent' },
    { 'Retry-After': '2' },
  );
}

function broken(): ApiFault {
  return new ApiFault('UPSTREAM_TIMEOUT', 'the server that has the instance did not answer', {
    cluster: 'holder_lost',
    outcome: 'unknown',
  });
}
