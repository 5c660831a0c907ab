import type { FastifyInstance } from 'fastify';
import { invalidRequest } from './fault.js';
import { unknownFields } from './request.pipe.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler of the route takes a JSON body. Other routes refuse every field. */
    takesBody?: boolean | 'optional';
    /** The handler of the route reads the body itself: JSON, or multipart/form-data with files. */
    takesMedia?: boolean;
  }
}

/** Refuses fields in the body of a request that takes no body, and a missing body if one is required. */
export function refuseUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    const { body, routeOptions } = request;
    const { enveloped, takesBody, takesMedia } = routeOptions.config;
    if (takesMedia === true) return done();
    if (takesBody === true && body === undefined) {
      return done(invalidRequest({ field: 'body', reason: 'must be a JSON object' }));
    }
    const taken = takesBody === true || takesBody === 'optional';
    const unread = enveloped === true && !taken && typeof body === 'object' && body !== null;
    const fields = unread ? Object.keys(body) : [];
    if (fields.length === 0) done();
    else done(unknownFields(fields));
  });
}
