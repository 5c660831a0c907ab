import type { MiawMessage } from 'miaw-core';
import type { WireJid } from '#libs/storage';
import { isGroup, isNewsletter, parseDestination, parsePerson } from '../wire/jids.js';
import { invalid } from '../faults.js';
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
  /** Whether to mention all members of the group. */
  mentionsAll?: boolean;
}

/** The recipient of a message and the messages and people that it refers to, checked and looked up. */
export interface Recipient {
  jid: WireJid;
  quoted?: MiawMessage;
  mentions?: readonly string[];
  mentionsAll?: boolean;
}

/** A post in a channel refers to nobody. @throws WhatsAppFault INVALID_REQUEST */
function checkChannel({ quotedMessageId, mentions, mentionsAll }: Omit<Outgoing, 'to'>): void {
  const reason = 'is not possible in a channel';
  if (quotedMessageId !== undefined) throw invalid('quotedMessageId', reason);
  if (mentions !== undefined && mentions.length > 0) throw invalid('mentions', reason);
  if (mentionsAll) throw invalid('mentionsAll', reason);
}

/** @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
export async function recipientOf(
  known: KnownMessages,
  { to, quotedMessageId, mentions, mentionsAll }: Outgoing,
): Promise<Recipient> {
  const jid = parseDestination(to, 'to');
  if (isNewsletter(jid)) {
    checkChannel({ quotedMessageId, mentions, mentionsAll });
    return { jid };
  }
  const mentioned = mentions?.map((each, index) => parsePerson(each, `mentions.${index}`));
  if (mentionsAll && !isGroup(jid)) throw invalid('mentionsAll', 'is only possible in a group');
  const quoted = quotedMessageId === undefined ? undefined : await known.quotable(jid, quotedMessageId);
  return { jid, mentions: mentioned, mentionsAll, quoted: quoted && toMiaw(quoted) };
}
