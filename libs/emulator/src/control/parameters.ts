import type { FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { Fields } from '../fields.js';
import type { WhatsAppServer } from '../server/whatsapp-server.js';
import { phoneNumber, recipientJid } from './phone-numbers.js';
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
