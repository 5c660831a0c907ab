import type { MiawMessage } from 'miaw-core';
import { STATUS_CHAT, type WireJid } from '#libs/storage';
import { isGroup, isNewsletter, isStatus, parseDestination, parsePerson } from '../wire/jids.js';
import { invalid } from '../faults.js';
import { toMiaw } from '../codec/message-key.js';
import type { StatusStyle } from '../codec/status-style.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import type { Origin } from './letter.js';

/** What a status post has besides its content. */
export interface StatusPost extends StatusStyle {
  /** Phone numbers or JIDs of the people who get it; undefined: as the account has set. */
  recipients?: readonly string[];
}

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
  /** Set if the message is a status post: `to` is `status@broadcast` then. */
  status?: StatusPost;
}

/** The recipient of a message and the messages and people that it refers to, checked and looked up. */
export interface Recipient {
  jid: WireJid;
  quoted?: MiawMessage;
  mentions?: readonly string[];
  mentionsAll?: boolean;
  status?: StatusPost;
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
  { to, quotedMessageId, mentions, mentionsAll, status }: Outgoing,
): Promise<Recipient> {
  if (status && isStatus(to)) {
    for (const [index, person] of (status.recipients ?? []).entries())
      parsePerson(person, `recipients.${index}`);
    return { jid: STATUS_CHAT, status };
  }
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
