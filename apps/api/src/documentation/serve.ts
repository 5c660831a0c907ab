import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ROOT } from '#libs/config';
import { describe } from './document.js';
import { SharedText } from './shared-text.js';

const DOCUMENT = '/openapi.json';

/** The document that the build has made of the routes. To make it takes seconds, longer than all the rest of a start. */
const BUILT = join(ROOT, 'dist', 'openapi.json');

/** The files of the page at `/`. The initializer is not among them: it is made here. */
const PAGE_PARTS = [
  'index.html',
  'index.css',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
];

const INITIALIZER = `window.onload = () => {
  document.title = 'miaw-api';
  window.ui = SwaggerUIBundle({
    url: '.${DOCUMENT}',
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
  });
};
`;

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

/** Serves Swagger UI at `/`, without a key: the files of its package, and an initializer that names our document. */
export function serveSwaggerUi(app: NestFastifyApplication): void {
  const initializer = new SharedText('text/javascript; charset=utf-8', INITIALIZER);
  const fastify = fastifyOf(app);
  fastify.get('/swagger-initializer.js', (request, reply) => initializer.answer(request, reply));
  void fastify.register(import('@fastify/static'), {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json'))),
    wildcard: false,
    globIgnore: [`!(${PAGE_PARTS.join('|')})`],
    decorateReply: false,
  });
}

function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance();
}
