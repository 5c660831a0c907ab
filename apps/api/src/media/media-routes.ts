import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { ApiFault } from '../http/fault.js';
import { JSON_BODY_LIMIT } from '../http/json-body.js';
import { INLINE_MAX_BYTES } from './media-source.js';

/** Base64 of the largest medium, and everything else that a body may hold. */
const MEDIA_BODY_LIMIT = Math.ceil(INLINE_MAX_BYTES / 3) * 4 + JSON_BODY_LIMIT;

/**
 * Lets the routes that are marked `takesMedia` take multipart/form-data and larger JSON bodies, and no others.
 * To be called before routes are registered, and after the parser of JSON bodies.
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
