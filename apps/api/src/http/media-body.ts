import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { ApiFault } from './fault.js';
import { JSON_BODY_LIMIT } from './json-body.js';

/** The largest medium within a JSON body, in bytes: it passes through memory, more than once. */
export const INLINE_MAX_BYTES = 16 * 1024 * 1024;

/** The largest inline file in base64, plus everything else that a body may contain. In bytes. */
const MEDIA_BODY_LIMIT = Math.ceil(INLINE_MAX_BYTES / 3) * 4 + JSON_BODY_LIMIT;

/**
 * Lets routes that are marked `takesMedia`, and only those, accept multipart/form-data and larger JSON bodies.
 * Must be called before routes are registered, and after the parser of JSON bodies.
 */
export async function acceptMedia(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.takesMedia === true) route.bodyLimit = MEDIA_BODY_LIMIT;
  });
  await fastify.register(multipart);
  fastify.addHook('preValidation', (request, _reply, done) => {
    const { takesMedia } = request.routeOptions.config;
    if (!request.isMultipart() || takesMedia === true || request.is404) done();
    else
      done(
        new ApiFault('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json: this route takes no file'),
      );
  });
}
