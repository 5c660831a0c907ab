import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROOT } from '#libs/config';
import { describe } from './document.js';
import { SharedText } from './shared-text.js';

const DOCUMENT = '/openapi.json';

/** The document that the build has made of the routes. To make it takes seconds, longer than all the rest of a start. */
const BUILT = join(ROOT, 'dist', 'openapi.json');

/** What the build has made of the guides and of apps/docs. */
const PAGES = join(ROOT, 'dist', 'docs');

/** The reference loads nothing from elsewhere. Pictures, sound and films in answers are objects of the page itself. */
const REFERENCE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The guides are texts: nothing runs there. */
const GUIDE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const UNFRAMED = { 'X-Frame-Options': 'DENY' };

/**
 * Serves the document at `/openapi.json`, without a key: the one that the build has made, or one that is made here, once.
 * @returns gets the document ready, unless a request has done so; to be called when all routes are registered
 */
export function serveDocument(app: NestFastifyApplication): () => void {
  let document: SharedText | undefined;
  const make = (): SharedText =>
    (document ??= new SharedText(
      'application/json; charset=utf-8',
      builtDocument() ?? JSON.stringify(describe(app)),
    ));
  fastifyOf(app).get(DOCUMENT, (request, reply) => {
    return make().answer(request, reply);
  });
  return () => void make();
}

/** Undefined while the code is changed and built again and again. */
function builtDocument(): string | undefined {
  return existsSync(BUILT) ? readFileSync(BUILT, 'utf8') : undefined;
}

/**
 * Serves the reference at `/docs` and at `/`, and the guides at `/docs/guides/`, without a key. Does nothing without a
 * build.
 */
export function serveDocumentation(app: NestFastifyApplication): void {
  const page = join(PAGES, 'reference.html');
  if (!existsSync(page)) return;
  const fastify = fastifyOf(app);
  const reference = new SharedText('text/html; charset=utf-8', readFileSync(page, 'utf8'));
  const show = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reference.answer(request, reply.headers({ 'Content-Security-Policy': REFERENCE_POLICY, ...UNFRAMED }));
  // Its links lead from `/` and from `/docs` to the same places, also behind a proxy that adds a prefix.
  fastify.get('/', show);
  fastify.get('/docs', show);
  fastify.get('/docs/', (_request, reply) => reply.redirect('../docs'));
  void fastify.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({ 'Content-Security-Policy': GUIDE_POLICY, ...UNFRAMED, 'Cache-Control': 'no-cache' });
      done();
    });
    await scope.register(import('@fastify/static'), {
      root: PAGES,
      prefix: '/docs/',
      allowedPath: (path) => /^\/(?:assets|guides)\/[\w.-]+$/.test(path),
      extensions: ['html'],
      index: false,
      preCompressed: true,
      cacheControl: false,
      decorateReply: false,
    });
  });
}

function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance();
}
