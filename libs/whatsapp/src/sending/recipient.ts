import type { MiawMessage } from 'miaw-core';
import type { WireJid } from '#libs/storage';
import { parsePerson, parseRecipient } from '../wire/jids.js';
import { toMiaw } from '../codec/message-key.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import type { Origin } from './letter.js';

/** The fields of every outgoing message besides its content. */
export interface Outgoing extends Origin {
  /** Phone number or JID. */
  to: string;
  /** Id of the message to reply to. */
  quotedMessageId?: string;
  /** Phone numbers or JIDs of the people to mention. */
  mentions?: string[];
}

/** The recipient of a message and the messages and people that it refers to, checked and looked up. */
export interface Recipient {
  jid: WireJid;
  quoted?: MiawMessage;
  mentions?: readonly string[];
}

/** @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
export async function recipientOf(
  known: KnownMessages,
  { to, quotedMessageId, mentions }: Outgoing,
): Promise<Recipient> {
  const jid = parseRecipient(to, 'to');
  const mentioned = mentions?.map((each, index) => parsePerson(each, `mentions.${index}`));
  const quoted = quotedMessageId === undefined ? undefined : await known.quotable(jid, quotedMessageId);
  return { jid, mentions: mentioned, quoted: quoted && toMiaw(quoted) };
}
