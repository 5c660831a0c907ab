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

/** The account of `/phones/:phone`; created if it does not exist. */
export function accountOf(server: WhatsAppServer, request: FastifyRequest): Account {
  return server.directory.ensure(phoneNumber(parameters(request).text('phone'), 'phone'));
}

/**
 * The account in the body's `to`.
 * @throws Refusal 404 for an unknown LID
 */
export function recipientOf(server: WhatsAppServer, fields: Fields): Account {
  const account = server.directory.ensureJid(recipientJid(fields.text('to'), 'to'));
  if (!account) throw new Refusal(404, 'to: unknown LID', 'to');
  return account;
}

/**
 * The person or group in the body's `to`.
 * @throws Refusal 404 for an unknown LID or group
 */
export function chatOf(server: WhatsAppServer, fields: Fields): Recipient {
  const to = fields.text('to');
  if (!isGroupJid(to)) return recipientOf(server, fields);
  const group = server.groups.groups.find(groupJid(to, 'to'));
  if (!group) throw new Refusal(404, 'to: unknown group', 'to');
  return group;
}

/** The key of the chat in `to`, undefined without `to`. */
export function chatKeyOf(server: WhatsAppServer, fields: Fields): string | undefined {
  return fields.has('to') ? chatKey(chatOf(server, fields)) : undefined;
}

/** The JID in `to`, as a phone writes it into the app state. */
export function appStateChat(fields: Fields): string {
  const to = fields.text('to');
  return isGroupJid(to) ? groupJid(to, 'to') : recipientJid(to, 'to');
}
