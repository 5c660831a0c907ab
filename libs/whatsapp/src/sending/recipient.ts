import type { MiawMessage } from 'miaw-core';
import { parsePerson, parseRecipient } from '../wire/jids.js';
import { toMiaw } from '../codec/message-key.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import type { Origin } from './letter.js';

/** What every message that is sent may say besides its content. */
export interface Outgoing extends Origin {
  /** Phone number or JID. */
  to: string;
  /** Id of the message that is answered. */
  quotedMessageId?: string;
  /** Phone numbers or JIDs of persons. */
  mentions?: string[];
}

/** To whom a message goes and what it refers to, checked and found. */
export interface Recipient {
  jid: string;
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
