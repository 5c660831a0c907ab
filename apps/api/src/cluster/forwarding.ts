import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, measures } from '#libs/observability';
import { type ClusterTables, DatabaseUnavailable, type Holder, type NodeId } from '#libs/storage';
import { HOP, type HopMarks } from '../access/hop-marks.js';
import { instanceOf, isInside } from '../http/door.js';
import { onceOver } from '../http/endings.js';
import { ApiFault } from '../http/fault.js';
import { Passage } from './passage.js';

/** How long a request waits for an instance that no server has, ms, and how long between two looks. */
const PATIENCE_MS = 8_000;
const LOOK_MS = 200;
/** Bodies up to this length are kept until they are answered, so that they can be sent again to whoever has the instance by then. */
const KEPT_BYTES = 65_536;
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
/** Stands for the type of a body whose sender gives none, where one is needed. */
const NO_TYPE = 'none';
/** Headers about the connection of the caller. */
const OF_CONNECTION = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];
/** Headers about a body. */
const OF_BODY = ['content-length', 'transfer-encoding'];

/** What is needed to know who has an instance. */
export interface ForwardingParts {
  tables: ClusterTables;
  /** This server. */
  node: NodeId;
  /** Whether this server acts for the instance that callers know by this id. */
  isHere: (instanceId: string) => boolean;
  /** Called when no instance has this id. */
  forget: (instanceId: string) => void;
  /** Whether this server may have instances right now. */
  isConfirmed: () => boolean;
  marks: HopMarks;
  clock: Clock;
}

type Body = Buffer | 'streamed' | undefined;

/** A request that is passed on. */
interface Matter {
  /** What its instance is called. */
  id: string;
  /** How long it may wait for whoever has the instance, epoch ms. */
  deadline: number;
  body: Body;
}

/**
 * Passes requests about an instance on to the server that has it, before their bodies are read. The caller notices nothing: any
 * server answers. A request is passed on at most once. What depends on rows alone is not passed on.
 */
export async function forwardToHolders(fastify: FastifyInstance, parts: ForwardingParts): Promise<void> {
  const { tables, node, isHere, forget, isConfirmed, marks, clock } = parts;
  const passage = new Passage();
  await fastify.register(replyFrom, { undici: passage, disableRequestLogging: true, disableCache: true });
  fastify.addHook('onRequest', async (request, reply) => {
    const id = isInside(request) ? instanceOf(request) : undefined;
    if (id === undefined || request.routeOptions.config.anywhere === true) return undefined;
    if (isHere(id)) return undefined;
    if (request.hop) return reply.code(MISDIRECTED).send();
    // Without its database it knows of nobody.
    if (!isConfirmed()) throw nobody();
    const deadline = clock.now() + PATIENCE_MS;
    const found = await holderOf(id, deadline);
    if (!found) forget(id);
    if (!found || found.node === node) return undefined;
    await pass(request, reply, { id, deadline, body: await bodyOf(request) }, found);
    return reply;
  });

  /** Who can be asked about an instance; undefined if there is no such instance, this server if it has taken it up meanwhile. */
  async function holderOf(id: string, deadline: number): Promise<Holder | undefined> {
    for (;;) {
      const holder = await tables.holderOf(id).catch((error: unknown) => {
        throw error instanceof DatabaseUnavailable ? nobody() : error;
      });
      if (!holder || (holder.node !== undefined && holder.node !== node)) return holder;
      if (isHere(id)) return { ...holder, node };
      if (clock.now() > deadline) throw nobody();
      await look();
    }
  }

  async function look(): Promise<void> {
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
  }

  async function pass(
    request: FastifyRequest,
    reply: FastifyReply,
    matter: Matter,
    { url: target = '' }: Holder,
  ): Promise<void> {
    const { id, deadline, body } = matter;
    const { principal } = request;
    if (body === 'streamed') request.body = request.raw;
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
      /** The other server has done nothing: the instance changes hands. */
      const again = async (): Promise<void> => {
        request.passedOn = undefined;
        // Such a body can be read once.
        if (body === 'streamed' || clock.now() > deadline) throw nobody();
        await look();
        const next = await holderOf(id, deadline);
        // It was removed, or has come here: what is answered here begins anew.
        if (next?.url === undefined || next.node === node) throw nobody();
        await pass(request, reply, matter, next);
      };
      const options: Parameters<typeof reply.from>[1] = {
        getUpstream: () => target,
        retryDelay: () => null,
        ...(Buffer.isBuffer(body) && { body, contentType: request.headers['content-type'] ?? NO_TYPE }),
        rewriteRequestHeaders: ({ headers }, own) => {
          const left = [...OF_CONNECTION, ...(body === undefined ? OF_BODY : [])];
          if (own['content-type'] === NO_TYPE) left.push('content-type');
          // Callers who name headers in `Connection` must not hide their key, or what their body is, from the other server.
          const all = Object.entries({ ...headers, ...own });
          return { ...Object.fromEntries(all.filter(([name]) => !left.includes(name))), [HOP]: mark };
        },
        rewriteHeaders: (theirs) => {
          copied = Object.keys(theirs);
          return theirs;
        },
        onResponse: (_request, _reply, answer) => {
          if (answer.statusCode === MISDIRECTED) {
            measures.hop.note({ outcome: 'misdirected' });
            answer.stream.resume();
            for (const name of copied) reply.removeHeader(name);
            again().then(resolve, reject);
          } else {
            measures.hop.note({ outcome: 'answered' });
            reply.send(answer.stream);
            resolve();
          }
        },
        onError: (_reply, { error }) => {
          if (gone.signal.aborted) return;
          const cause = Object(error.cause).code ?? Object(error).code;
          if (NEVER_BEGAN.has(cause)) {
            again().then(resolve, reject);
            return;
          }
          request.passedOn = undefined;
          reject(broken());
        },
      };
      const asked = { path: request.raw.url ?? '/', gone: gone.signal };
      passage.requesting(asked, () => void reply.from('/', options));
    });
  }
}

/** The body of a request, if it is short; `streamed` if it is passed on as it comes. */
async function bodyOf({ method, headers, raw }: FastifyRequest): Promise<Body> {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (headers['transfer-encoding'] !== undefined) return 'streamed';
  const length = Number(headers['content-length'] ?? 0);
  if (length === 0) return undefined;
  if (length > KEPT_BYTES) return 'streamed';
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of raw) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  } catch {
    // Its caller has gone in the midst of it.
    throw nobody();
  }
  return Buffer.concat(chunks);
}

function nobody(): ApiFault {
  measures.hop.note({ outcome: 'no_holder' });
  return new ApiFault(
    'NOT_READY',
    'no server has the instance right now: try again in a few seconds',
    { cluster: 'no_holder', outcome: 'not_sent' },
    { 'Retry-After': '2' },
  );
}

function broken(): ApiFault {
  measures.hop.note({ outcome: 'broken' });
  return new ApiFault('UPSTREAM_TIMEOUT', 'the server that has the instance did not answer', {
    cluster: 'holder_lost',
    outcome: 'unknown',
  });
}
