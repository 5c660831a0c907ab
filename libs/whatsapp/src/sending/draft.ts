import { parsePhone } from '../addresses.js';
import { invalid } from '../faults.js';
import type { Letter, Origin } from './letter.js';
import {
  type Address,
  contactsLetter,
  locationLetter,
  mediaLetter,
  type OutgoingContact,
  type OutgoingLocation,
  type OutgoingMedia,
  type OutgoingPoll,
  pollLetter,
  textLetter,
} from './letters.js';

/** What every message that is sent may say. */
export interface Outgoing extends Origin {
  /** Phone number or JID. */
  to: string;
  /** Id of the message that is answered. */
  quotedMessageId?: string;
  /** Phone numbers or JIDs of persons. */
  mentions?: string[];
}

/** What a message says: plain data, which can be kept and sent later. */
export type Draft =
  | { kind: 'text'; text: string }
  | { kind: 'media'; media: OutgoingMedia }
  | { kind: 'location'; location: OutgoingLocation }
  | { kind: 'contact'; contacts: OutgoingContact[] }
  | { kind: 'poll'; poll: OutgoingPoll };

/** A message that is sent once more, as it is by then. */
export interface ForwardDraft {
  kind: 'forward';
  messageId: string;
  /** Its canonical chat. */
  chatId: string;
}

/**
 * Sees that a draft can be sent at all.
 * @returns the same, with phone numbers in digits
 * @throws WhatsAppFault INVALID_REQUEST
 */
export function checkedDraft(draft: Draft): Draft {
  if (draft.kind === 'text') checkText(draft.text);
  if (draft.kind === 'poll' && draft.poll.selectableCount > draft.poll.options.length)
    throw invalid('selectableCount', 'must not be more than there are options');
  if (draft.kind !== 'contact') return draft;
  const contacts = draft.contacts.map((card, index) => ({
    ...card,
    phone: parsePhone(card.phone, `contacts.${index}.phone`),
  }));
  return { ...draft, contacts };
}

/** @throws WhatsAppFault INVALID_REQUEST */
export function checkText(text: string): void {
  if (text.trim() === '') throw invalid('text', 'must not be blank');
  // Half a surrogate pair has no UTF-8: it would make a message that other clients cannot parse.
  if (/\p{Cs}/u.test(text)) throw invalid('text', 'must be well-formed Unicode');
}

export function letterOf(address: Address, draft: Draft): Letter {
  if (draft.kind === 'text') return textLetter(address, draft.text);
  if (draft.kind === 'media') return mediaLetter(address, draft.media);
  if (draft.kind === 'location') return locationLetter(address, draft.location);
  if (draft.kind === 'contact') return contactsLetter(address, draft.contacts);
  return pollLetter(address, draft.poll);
}
