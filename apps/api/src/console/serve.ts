import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Config, ROOT } from '#libs/config';
import { forwardToEmulator } from './emulator.js';

/** What the build has made of apps/console. */
const BUILT = join(ROOT, 'dist', 'console');
const PREFIX = '/console/';
/** Files whose names change with their content. */
const HASHED = `${PREFIX}assets/`;

/** The pages load nothing from elsewhere and run no text as code, and nobody may show them in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Serves the console below `/console/`, without a key: what it shows, it gets with a session. Does nothing without a build. */
export function serveConsole(app: NestFastifyApplication, { connection }: Config): void {
  const index = join(BUILT, 'index.html');
  if (!existsSync(index)) return;
  const page = readFileSync(index);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  if (connection.emulatorUrl !== undefined) forwardToEmulator(fastify, connection.emulatorUrl);
  const answerPage = (reply: FastifyReply): FastifyReply => reply.type('text/html; charset=utf-8').send(page);
  fastify.get('/console', (_request, reply) => reply.redirect(PREFIX));
  void fastify.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, done) => {
      const hashed = request.routeOptions.url?.startsWith(HASHED) === true;
      reply.headers({
        'Content-Security-Policy': POLICY,
        'X-Frame-Options': 'DENY',
        'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
      done();
    });
    await scope.register(import('@fastify/static'), {
      root: BUILT,
      prefix: PREFIX,
      wildcard: false,
      index: false,
      globIgnore: ['*.html'],
      cacheControl: false,
      decorateReply: false,
    });
    scope.get(PREFIX, (_request, reply) => answerPage(reply));
    // Its pages have paths of their own, which a reload asks the server for.
    scope.get(`${PREFIX}*`, (request, reply) => {
      if (request.url.startsWith(HASHED)) return reply.callNotFound();
      return answerPage(reply);
    });
  });
}
