import type { FastifyInstance } from 'fastify';
import { Fields } from '../state/fields.js';
import type { WhatsAppServer } from '../assembly.js';
import { CALL_ACTIONS } from '../protocol/stanzas/calls.js';
import { accountOf, parameters, recipientOf } from './parameters.js';
import { groupJid } from './phone-numbers.js';
import { Refusal } from './refusal.js';

function groupOf(fields: Fields): string | undefined {
  return fields.has('group') ? groupJid(fields.text('group'), 'group') : undefined;
}

/** Calls: starting them, and what happens to them. */
export function callRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  http.post('/phones/:phone/call', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('to', 'video', 'group');
    const callee = recipientOf(server, fields);
    if (callee === account) throw fields.wrong('to', 'must be another person');
    const options = { video: fields.optionalFlag('video'), group: groupOf(fields) };
    return { callId: server.calls.offer(account, callee, options) };
  });

  http.get('/phones/:phone/calls', (request) => server.calls.of(accountOf(server, request)));

  http.get('/phones/:phone/call-links', (request) => server.calls.linksOf(accountOf(server, request)));

  http.post('/phones/:phone/calls/:callId', (request) => {
    const account = accountOf(server, request);
    const action = Fields.of(request.body).only('action').oneOf('action', CALL_ACTIONS);
    if (!server.calls.proceed(account, parameters(request).text('callId'), action))
      throw new Refusal(404, 'this phone has no call with this id, or the call is over', 'callId');
    return {};
  });
}
