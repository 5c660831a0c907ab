import type { FastifyInstance } from 'fastify';
import { invalidRequest } from './fault.js';
import { UNKNOWN_FIELD } from './request.pipe.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's handler reads a body; fields sent to any other are unknown by definition. */
    takesBody?: boolean | 'optional';
    /** The route's handler reads the body itself, as JSON or as multipart/form-data with a medium. */
    takesMedia?: boolean;
  }
}

/** Refuses fields in the body of a request that takes none, and no body at all where one is due. */
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
    else done(invalidRequest(...fields.map((field) => ({ field, reason: UNKNOWN_FIELD }))));
  });
}
