import type { proto } from '@whiskeysockets/baileys';
import { type ContactCard, contactsMessage } from './contact-card.js';
import { type Location, locationMessage } from './location.js';
import { type Poll, pollMessage } from './poll.js';
import { complete, type Draft, textMessage } from './drafts.js';

/** What a person says of their own accord. */
export type Statement =
  | { type: 'text'; text: string }
  | { type: 'location'; location: Location }
  | { type: 'contacts'; contacts: ContactCard[] }
  | { type: 'poll'; poll: Poll };

/** A message without what goes around it, and what its stanza has to say about the kind. */
type Worded = Pick<Draft, 'message' | 'type' | 'polltype'>;

function worded(statement: Statement, context: proto.IContextInfo | undefined): Worded {
  switch (statement.type) {
    case 'text':
      return { type: 'text', message: textMessage(statement.text, context) };
    case 'location':
      return { type: 'media', message: locationMessage(statement.location, context) };
    case 'contacts':
      return { type: 'media', message: contactsMessage(statement.contacts, context) };
    default:
      return { type: 'poll', polltype: 'creation', message: pollMessage(statement.poll, context) };
  }
}

/** @param context undefined when there is nothing to say */
export function statementDraft(statement: Statement, context: proto.IContextInfo | undefined): Draft {
  const draft = worded(statement, context);
  return { ...draft, message: complete(draft.message, Boolean(context?.expiration)) };
}
