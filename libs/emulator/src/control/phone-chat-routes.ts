import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { accountOf, appStateChat, parameters, query } from './parameters.js';

/** What phones have set for their chats. */
export function phoneChatRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  http.get('/phones/:phone/chats', (request) => server.phoneChats.all(accountOf(server, request)));

  const change = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const chat = appStateChat(parameters(request));
    const fields = Fields.of(request.body).only('archived', 'pinned', 'muted', 'mutedUntil', 'unread');
    await server.phoneChats.change(account, chat, {
      archived: fields.optionalFlag('archived'),
      pinned: fields.optionalFlag('pinned'),
      muted: fields.optionalFlag('muted'),
      mutedUntil: fields.optionalInteger('mutedUntil'),
      unread: fields.optionalFlag('unread'),
    });
    return server.phoneChats.find(account, chat);
  };

  const clear = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const chat = appStateChat(parameters(request));
    const keepStarred = Fields.of(request.body ?? {})
      .only('keepStarred')
      .optionalFlag('keepStarred');
    await server.phoneChats.clear(account, chat, keepStarred ?? false);
    return server.phoneChats.find(account, chat);
  };

  const remove = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const chat = appStateChat(parameters(request));
    await server.phoneChats.remove(account, chat);
    return server.phoneChats.find(account, chat);
  };

  const star = async (request: FastifyRequest, starred: boolean) => {
    const account = accountOf(server, request);
    const chat = appStateChat(query(request).only('to'));
    const id = parameters(request).text('id');
    const fromMe = account.chats.messages.some((message) => message.id === id && message.fromMe);
    await server.phoneChats.star(account, chat, id, fromMe, starred);
    return server.phoneChats.find(account, chat);
  };

  http.patch('/phones/:phone/chats/:to', (request) => change(request));

  http.post('/phones/:phone/chats/:to/clear', (request) => clear(request));

  http.delete('/phones/:phone/chats/:to', (request) => remove(request));

  http.put('/phones/:phone/messages/:id/star', (request) => star(request, true));

  http.delete('/phones/:phone/messages/:id/star', (request) => star(request, false));
}
