import type { FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { Fields } from '../state/fields.js';
import { isGroupJid } from '../groups/groups.js';
import type { WhatsAppServer } from '../assembly.js';
import { chatKey, type Recipient } from '../chats/envelope.js';
import { groupJid, phoneNumber, recipientJid } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** The parameters of the path. */
export function parameters(request: FastifyRequest): Fields {
  return Fields.of(request.params, 'path');
}

/** The query string. */
export function query(request: FastifyRequest): Fields {
  return Fields.of(request.query ?? {}, 'query');
}

/** The account of `/phones/:phone`, made when nobody has spoken of it. */
export function accountOf(server: WhatsAppServer, request: FastifyRequest): Account {
  return server.directory.ensure(phoneNumber(parameters(request).text('phone'), 'phone'));
}

/**
 * The account that the body's `to` names.
 * @throws Refusal 404 for a LID that belongs to nobody
 */
export function recipientOf(server: WhatsAppServer, fields: Fields): Account {
  const account = server.directory.ensureJid(recipientJid(fields.text('to'), 'to'));
  if (!account) throw new Refusal(404, 'to: nobody has this LID', 'to');
  return account;
}

/**
 * The person or group that the body's `to` names.
 * @throws Refusal 404 for a LID that belongs to nobody, and for a group that there is not
 */
export function chatOf(server: WhatsAppServer, fields: Fields): Recipient {
  const to = fields.text('to');
  if (!isGroupJid(to)) return recipientOf(server, fields);
  const group = server.groups.groups.find(groupJid(to, 'to'));
  if (!group) throw new Refusal(404, 'to: there is no such group', 'to');
  return group;
}

/** What the chat is known by on phones, when the body says in `to` which one is meant. */
export function chatKeyOf(server: WhatsAppServer, fields: Fields): string | undefined {
  return fields.has('to') ? chatKey(chatOf(server, fields)) : undefined;
}
