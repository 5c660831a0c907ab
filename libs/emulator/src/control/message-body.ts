import { type Fields } from '../state/fields.js';
import { readContactCard } from '../content/contact-card.js';
import { readLocation } from '../content/location.js';
import { readEvent } from '../content/calendar.js';
import { readPoll } from '../content/poll.js';
import type { Manner } from '../phones/people.js';
import type { Statement } from '../content/statements.js';
import { phoneNumber } from './phone-numbers.js';

/** The kinds of messages; a body has exactly one of these fields. */
const KINDS = ['text', 'location', 'contacts', 'poll', 'event'] as const;

/** The fields that messages of every kind can have. */
export const MANNERS = ['id', 'quoted', 'mentions', 'ephemeral', 'onlyPhone', 'masked'] as const;

/** All fields of a message. */
export const MESSAGE_FIELDS = ['to', ...KINDS, ...MANNERS] as const;

const MESSAGE_ID = /^[\w.-]{1,128}$/;

/** Reads a message id chosen by the caller. @throws InvalidInput */
export function readMessageId(fields: Fields, name: string): string | undefined {
  const id = fields.optionalText(name);
  if (id !== undefined && !MESSAGE_ID.test(id))
    throw fields.wrong(name, 'must be 1 to 128 letters, digits, dots, dashes or underscores');
  return id;
}

/** Whether a text is base64 of at least one byte. */
export function isBase64(value: string): boolean {
  return value !== '' && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

/** Reads the content of a message. @throws InvalidInput naming the field */
export function readStatement(fields: Fields): Statement {
  const [kind, another] = KINDS.filter((name) => fields.has(name));
  if (another) throw fields.wrong(another, `must not be combined with ${kind}`);
  switch (kind) {
    case 'location':
      return { type: kind, location: readLocation(fields.child(kind)) };
    case 'contacts': {
      const contacts = fields.records(kind).map(readContactCard);
      if (contacts.length === 0) throw fields.wrong(kind, 'must not be empty');
      return { type: kind, contacts };
    }
    case 'poll':
      return { type: kind, poll: readPoll(fields.child(kind).only('name', 'options', 'selectableCount')) };
    case 'event':
      return { type: kind, event: readEvent(fields.child(kind)) };
    default:
      return { type: 'text', text: fields.text('text') };
  }
}

/** Reads the options of a message. @throws InvalidInput naming the field */
export function readManner(fields: Fields): Manner {
  return {
    id: readMessageId(fields, 'id'),
    quoted: fields.optionalText('quoted'),
    mentions: fields.texts('mentions').map((phone) => phoneNumber(phone, 'mentions')),
    ephemeral: fields.optionalInteger('ephemeral', { min: 1, max: 365 * 86_400 }),
    onlyPhone: fields.optionalFlag('onlyPhone'),
    masked: fields.optionalFlag('masked'),
  };
}
