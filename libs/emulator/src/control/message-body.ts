import { type Fields } from '../state/fields.js';
import { readContactCard } from '../content/contact-card.js';
import { readLocation } from '../content/location.js';
import { readPoll } from '../content/poll.js';
import type { Manner } from '../phones/people.js';
import type { Statement } from '../content/statements.js';
import { phoneNumber } from './phone-numbers.js';

/** Fields of which a message has exactly one. */
const KINDS = ['text', 'location', 'contacts', 'poll'] as const;

/** Fields that messages of every kind may have. */
export const MANNERS = ['id', 'quoted', 'mentions', 'ephemeral', 'onlyPhone'] as const;

/** Every field that sending a message takes. */
export const MESSAGE_FIELDS = ['to', ...KINDS, ...MANNERS] as const;

const MESSAGE_ID = /^[\w.-]{1,128}$/;

/** A message id as a caller may choose it. @throws InvalidInput */
export function readMessageId(fields: Fields, name: string): string | undefined {
  const id = fields.optionalText(name);
  if (id !== undefined && !MESSAGE_ID.test(id))
    throw fields.wrong(name, 'must be 1 to 128 letters, digits, dots, dashes or underscores');
  return id;
}

/** Whether bytes, at least one, can be read from it. */
export function isBase64(value: string): boolean {
  return value !== '' && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

/** What a person is to say. @throws InvalidInput naming the field */
export function readStatement(fields: Fields): Statement {
  const [kind, another] = KINDS.filter((name) => fields.has(name));
  if (another) throw fields.wrong(another, `does not go with ${kind}`);
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
    default:
      return { type: 'text', text: fields.text('text') };
  }
}

/** How they are to say it. @throws InvalidInput naming the field */
export function readManner(fields: Fields): Manner {
  return {
    id: readMessageId(fields, 'id'),
    quoted: fields.optionalText('quoted'),
    mentions: fields.texts('mentions').map((phone) => phoneNumber(phone, 'mentions')),
    ephemeral: fields.optionalInteger('ephemeral', { min: 1, max: 365 * 86_400 }),
    onlyPhone: fields.optionalFlag('onlyPhone'),
  };
}
