import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fields } from '../fields.js';
import { EDIT_FORMS } from '../person/drafts.js';
import { CannotDo } from '../person/people.js';
import type { WhatsAppServer } from '../server/whatsapp-server.js';
import { accountOf, parameters, query, recipientOf } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

const STATUS = { 'not-found': 404, ambiguous: 409, 'not-theirs': 400 } as const;

async function attempt<T>(action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof CannotDo) throw new Refusal(STATUS[error.reason], error.message, 'id');
    throw error;
  }
}

/** A body may be left out where every field is optional. */
function optionalBody(request: FastifyRequest): Fields {
  return Fields.of(request.body ?? {});
}

function idOf(request: FastifyRequest): string {
  return parameters(request).text('id');
}

/** Messages as a person writes, changes and sees them. */
export function messageRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const peerOf = (fields: Fields) => (fields.has('to') ? recipientOf(server, fields).phone : undefined);

  http.post('/phones/:phone/messages', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('to', 'text', 'quoted', 'mentions');
    const recipient = recipientOf(server, fields);
    const mentions = fields.texts('mentions').map((phone) => phoneNumber(phone, 'mentions'));
    return attempt(async () => ({
      messageId: await server.people.write(
        account,
        recipient,
        fields.text('text'),
        fields.optionalText('quoted'),
        mentions,
      ),
    }));
  });

  http.get('/phones/:phone/messages', (request) => {
    const everything = query(request).only('all').optionalText('all') === 'true';
    const { messages } = accountOf(server, request).chats;
    return messages.filter((message) => everything || !message.onPhone);
  });

  http.get('/phones/:phone/events', (request) => accountOf(server, request).chats.events);

  http.get('/phones/:phone/messages/:id/receipts', (request) => {
    const sent = accountOf(server, request).sent.find(idOf(request));
    if (!sent) throw new Refusal(404, 'this account has sent no such message', 'id');
    return sent.receipts;
  });

  http.post('/phones/:phone/messages/:id/edit', (request) => {
    const fields = Fields.of(request.body).only('text', 'to', 'form');
    const form = fields.optionalOneOf('form', EDIT_FORMS) ?? 'wrapped';
    const account = accountOf(server, request);
    return attempt(async () => ({
      messageId: await server.people.edit(account, idOf(request), fields.text('text'), form, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/delete', (request) => {
    const peer = peerOf(optionalBody(request).only('to'));
    const account = accountOf(server, request);
    return attempt(async () => ({ messageId: await server.people.delete(account, idOf(request), peer) }));
  });

  http.post('/phones/:phone/messages/:id/reaction', (request) => {
    const fields = Fields.of(request.body).only('emoji', 'to');
    const account = accountOf(server, request);
    return attempt(async () => ({
      messageId: await server.people.react(account, idOf(request), fields.text('emoji'), peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/read', (request) => {
    const peer = peerOf(optionalBody(request).only('to'));
    const account = accountOf(server, request);
    return attempt(() => {
      server.people.read(account, idOf(request), peer);
      return {};
    });
  });
}
