import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { InvalidInput } from '../state/fields.js';
import type { WhatsAppServer } from '../assembly.js';
import { callRoutes } from './call-routes.js';
import { faultRoutes } from './fault-routes.js';
import { groupRoutes } from './group-routes.js';
import { historyRoutes } from './history-routes.js';
import { mediaRoutes } from './media-routes.js';
import { messageRoutes } from './message-routes.js';
import { phoneRoutes } from './phone-routes.js';
import { profileRoutes } from './profile-routes.js';
import { Refusal } from './refusal.js';
import { reportRoutes } from './report-routes.js';

function statusOf(error: FastifyError | Error): number {
  if (error instanceof InvalidInput) return 400;
  if (error instanceof Refusal) return error.status;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return status;
}

/**
 * The control API: JSON over HTTP, errors as `{ "error", "field" }`.
 * @param keep called before each answer: what was answered has to survive a crash
 */
export function controlServer(
  server: WhatsAppServer,
  webSocketUrl: () => string,
  keep: () => void,
): FastifyInstance {
  const http = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 32 * 1024 * 1024 });
  // Calls without a body may still say that they are JSON.
  http.removeContentTypeParser('application/json');
  http.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new Refusal(400, 'body: is no JSON', 'body'));
    }
  });
  http.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) server.errors.report(error, 'control API');
    const field = error instanceof InvalidInput || error instanceof Refusal ? error.field : undefined;
    return reply.code(status).send({ error: error.message, field });
  });
  http.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such call: ${request.method} ${request.url}` }),
  );
  http.addHook('onSend', (_request, reply, payload, done) => {
    keep();
    // Callers' pools would otherwise trip over the sockets of an emulator that was restarted.
    reply.header('connection', 'close');
    done(null, payload);
  });
  reportRoutes(http, server, webSocketUrl);
  phoneRoutes(http, server);
  profileRoutes(http, server);
  messageRoutes(http, server);
  mediaRoutes(http, server);
  callRoutes(http, server);
  historyRoutes(http, server);
  groupRoutes(http, server);
  faultRoutes(http, server);
  return http;
}
