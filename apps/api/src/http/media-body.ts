import multipart from '@fastify/multipart';
import { Semaphore } from 'async-mutex';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '#libs/config';
import { onceOver } from './endings.js';
import { ApiFault, invalidRequest } from './fault.js';
import { JSON_BODY_LIMIT } from './json-body.js';
import { UPLOAD_ID, UPLOAD_PATH } from './upload-names.js';

/** The largest medium within a JSON body, in bytes: it passes through memory, more than once. */
export const INLINE_MAX_BYTES = LIMITS.inlineBytes;

/** Turns that one key can have at a time: a caller that sends slowly must leave some to others. */
const LARGEST_SHARE = Math.ceil(LIMITS.largeBodies / 2);

/** Time in which a body that has its turn may arrive as slowly as it will, and between two looks at how much has arrived, ms. */
const GRACE_MS = 10_000;
const LOOK_MS = 1_000;

/** The largest inline file in base64, plus everything else that a body may contain. In bytes. */
const MEDIA_BODY_LIMIT = Math.ceil(INLINE_MAX_BYTES / 3) * 4 + JSON_BODY_LIMIT;

/**
 * Lets routes that are marked `takesMedia`, and only those, accept multipart/form-data and larger JSON bodies.
 * Must be called before routes are registered, and after the parser of JSON bodies.
 */
export async function acceptMedia(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    const { config } = route;
    if (config?.takesMedia !== true) return;
    route.bodyLimit = MEDIA_BODY_LIMIT;
    if (route.url.endsWith(UPLOAD_PATH))
      route.config = { ...config, operation: config.operation + UPLOAD_ID };
  });
  await fastify.register(multipart);
  readLargeBodiesInTurn(fastify);
  fastify.addHook('preValidation', (request, _reply, done) => {
    const { takesMedia } = request.routeOptions.config;
    if (!request.isMultipart() || takesMedia === true || request.is404) done();
    else
      done(
        new ApiFault('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json: this route takes no file'),
      );
  });
}

/**
 * Reads few large JSON bodies at a time: each takes several times its size in memory, until it is answered. The others wait
 * before they are read, so that they stay on the way.
 */
function readLargeBodiesInTurn(fastify: FastifyInstance): void {
  const turns = new Semaphore(LIMITS.largeBodies);
  const keys = new Map<string, Semaphore>();
  fastify.addHook('preParsing', async (request: FastifyRequest, reply: FastifyReply) => {
    const { takesMedia } = request.routeOptions.config;
    if (takesMedia !== true || request.isMultipart() || isSmall(request)) return;
    const key = request.principal?.id ?? '';
    const own = keys.get(key) ?? new Semaphore(LARGEST_SHARE);
    keys.set(key, own);
    const [, releaseOwn] = await own.acquire();
    const [, release] = await turns.acquire();
    onceOver(request, reply, () => {
      release();
      releaseOwn();
      if (own.getValue() === LARGEST_SHARE) keys.delete(key);
    });
    refuseSlow(request, reply);
  });
}

/** Refuses a request whose body arrives too slowly: others wait for its turn. */
function refuseSlow({ raw }: FastifyRequest, reply: FastifyReply): void {
  const begin = performance.now();
  const before = raw.socket.bytesRead;
  const look = setInterval(() => {
    const seconds = (performance.now() - begin - GRACE_MS) / 1000;
    if (raw.complete || raw.destroyed || reply.sent) clearInterval(look);
    else if (raw.socket.bytesRead - before < seconds * LIMITS.largeBodyRate) void reply.send(tooSlow());
  }, LOOK_MS);
}

function tooSlow(): ApiFault {
  const rate = LIMITS.largeBodyRate / 1024;
  return invalidRequest({ field: 'body', reason: `must arrive faster than ${rate} KiB a second` });
}

function isSmall({ headers }: FastifyRequest): boolean {
  return (
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= JSON_BODY_LIMIT
  );
}
