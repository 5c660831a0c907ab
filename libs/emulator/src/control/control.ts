import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { InvalidInput } from '../state/fields.js';
import type { WhatsAppServer } from '../assembly.js';
import { chatRoutes } from './chat-routes.js';
import { callRoutes } from './call-routes.js';
import { catalogueRoutes } from './catalogue-routes.js';
import { channelRoutes } from './channel-routes.js';
import { communityRoutes } from './community-routes.js';
import { faultRoutes } from './fault-routes.js';
import { groupRoutes } from './group-routes.js';
import { historyRoutes } from './history-routes.js';
import { labelRoutes } from './label-routes.js';
import { quickReplyRoutes } from './quick-reply-routes.js';
import { mediaRoutes } from './media-routes.js';
import { messageRoutes } from './message-routes.js';
import { phoneChatRoutes } from './phone-chat-routes.js';
import { phoneRoutes } from './phone-routes.js';
import { pageRoutes } from './page-routes.js';
import { profileRoutes } from './profile-routes.js';
import { Refusal } from './refusal.js';
import { rawRoutes } from './raw-routes.js';
import { restrictionRoutes } from './restriction-routes.js';
import { reportRoutes } from './report-routes.js';
import { statusRoutes } from './status-routes.js';

function statusOf(error: FastifyError | Error): number {
  if (error instanceof InvalidInput) return 400;
  if (error instanceof Refusal) return error.status;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return status;
}

/**
 * The control API: JSON over HTTP, errors as `{ "error", "field" }`.
 * @param persist called before each answer, so that a crash loses nothing that was answered
 */
export function controlServer(
  server: WhatsAppServer,
  webSocketUrl: () => string,
  persist: () => void,
): FastifyInstance {
  const http = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 32 * 1024 * 1024 });
  // A request without a body may still have the JSON content type.
  http.removeContentTypeParser('application/json');
  http.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new Refusal(400, 'body: must be JSON', 'body'));
    }
  });
  http.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) server.errors.report(error, 'control API');
    const field = error instanceof InvalidInput || error instanceof Refusal ? error.field : undefined;
    return reply.code(status).send({ error: error.message, field });
  });
  http.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `unknown route: ${request.method} ${request.url}` }),
  );
  http.addHook('onSend', (_request, reply, payload, done) => {
    persist();
    // Otherwise clients would reuse pooled sockets after a restart of the emulator, and fail.
    reply.header('connection', 'close');
    done(null, payload);
  });
  pageRoutes(http);
  reportRoutes(http, server, webSocketUrl);
  phoneRoutes(http, server);
  profileRoutes(http, server);
  catalogueRoutes(http, server);
  labelRoutes(http, server);
  quickReplyRoutes(http, server);
  phoneChatRoutes(http, server);
  messageRoutes(http, server);
  rawRoutes(http, server);
  chatRoutes(http, server);
  mediaRoutes(http, server);
  callRoutes(http, server);
  historyRoutes(http, server);
  groupRoutes(http, server);
  communityRoutes(http, server);
  channelRoutes(http, server);
  statusRoutes(http, server);
  restrictionRoutes(http, server);
  faultRoutes(http, server);
  return http;
}
