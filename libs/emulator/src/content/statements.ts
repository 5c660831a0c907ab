import type { proto } from '@whiskeysockets/baileys';
import { type ContactCard, contactsMessage } from './contact-card.js';
import { type Location, locationMessage } from './location.js';
import { type CalendarEvent, eventMessage } from './calendar.js';
import { orderMessage, type SentOrder } from './order.js';
import { type Poll, pollMessage } from './poll.js';
import { complete, type Draft, textMessage } from './drafts.js';

/** A message that a person writes, other than a file. */
export type Statement =
  | { type: 'text'; text: string }
  | { type: 'location'; location: Location }
  | { type: 'contacts'; contacts: ContactCard[] }
  | { type: 'order'; order: SentOrder; text?: string }
  | { type: 'poll'; poll: Poll }
  | { type: 'event'; event: CalendarEvent };

/** A message without secret and wrapper, with the stanza attributes of its kind. */
type Worded = Pick<Draft, 'message' | 'type' | 'polltype'>;

function worded(statement: Statement, context: proto.IContextInfo | undefined): Worded {
  switch (statement.type) {
    case 'text':
      return { type: 'text', message: textMessage(statement.text, context) };
    case 'location':
      return { type: 'media', message: locationMessage(statement.location, context) };
    case 'contacts':
      return { type: 'media', message: contactsMessage(statement.contacts, context) };
    case 'event':
      return { type: 'event', message: eventMessage(statement.event, context) };
    case 'order':
      return { type: 'media', message: orderMessage(statement.order, statement.text, context) };
    default:
      return { type: 'poll', polltype: 'creation', message: pollMessage(statement.poll, context) };
  }
}

/** @param context undefined for a message without quote, mentions and expiration */
export function statementDraft(statement: Statement, context: proto.IContextInfo | undefined): Draft {
  const draft = worded(statement, context);
  return { ...draft, message: complete(draft.message, Boolean(context?.expiration)) };
}
