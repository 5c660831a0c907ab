import type { FastifyInstance } from 'fastify';
import type { Account } from '../accounts/account.js';
import { Fields } from '../state/fields.js';
import type { PastChat } from '../phones/phone-history.js';
import type { WhatsAppServer } from '../assembly.js';
import { readMessageId } from './message-body.js';
import { accountOf, parameters } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** The latest time of the protocol in seconds, in the year 2106. */
const LAST_SECOND = 2 ** 32 - 1;

function readChat(fields: Fields): PastChat {
  fields.only('peer', 'name', 'unread', 'ephemeral', 'messages');
  return {
    peer: phoneNumber(fields.text('peer'), 'peer'),
    name: fields.optionalText('name'),
    unread: fields.optionalInteger('unread', { min: 0 }),
    ephemeral: fields.optionalInteger('ephemeral', { min: 1 }),
    messages: fields.records('messages').map((message) => {
      message.only('id', 'text', 'fromMe', 'timestamp');
      return {
        id: readMessageId(message, 'id'),
        text: message.text('text'),
        fromMe: message.flag('fromMe'),
        timestamp: message.integer('timestamp', { min: 1, max: LAST_SECOND }),
      };
    }),
  };
}

/** @throws InvalidInput for a repeated chat or message id, and for the id of a message that came later */
function check(fields: Fields, account: Account, chats: PastChat[]): void {
  const seen = new Set<string>();
  for (const { peer, messages } of chats) {
    if (seen.has(peer)) throw fields.wrong('chats', `must not repeat the chat with ${peer}`);
    seen.add(peer);
    for (const { id, fromMe } of messages) {
      if (id === undefined) continue;
      const place = `${peer}/${fromMe}/${id}`;
      const taken = account.chats.find(id, peer).some((other) => other.fromMe === fromMe && !other.past);
      if (taken || seen.has(place)) throw fields.wrong('chats', `must not repeat the message id ${id}`);
      seen.add(place);
    }
  }
}

/** The history of a phone. */
export function historyRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  http.post('/phones/:phone/history', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('chats');
    fields.list('chats');
    const chats = fields.records('chats').map(readChat);
    check(fields, account, chats);
    const ids = server.history.set(account, chats);
    return { chats: chats.map(({ peer }, index) => ({ peer, messageIds: ids[index] })) };
  });

  http.post('/phones/:phone/companions/:n/history', (request) => {
    const account = accountOf(server, request);
    const companion = account.companions.get(Number(parameters(request).text('n')));
    if (!companion) throw new Refusal(404, 'this phone has no companion with this number', 'n');
    return server.history.shareRecent(account, companion).then((messages) => ({ messages }));
  });
}
