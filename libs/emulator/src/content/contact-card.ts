import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';

/** A contact card. */
export interface ContactCard {
  name: string;
  /** Digits. */
  phone?: string;
  /** vCard 3.0 (RFC 2426). */
  vcard?: string;
}

/** @throws InvalidInput naming the field */
export function readContactCard(fields: Fields): ContactCard {
  fields.only('name', 'phone', 'vcard');
  const phone = fields.optionalText('phone')?.replaceAll(/\D/g, '');
  if (phone === undefined ? !fields.has('vcard') : phone === '')
    throw fields.wrong('phone', 'must be a phone number unless `vcard` is given');
  return { name: fields.text('name'), phone, vcard: fields.optionalText('vcard') };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\,;]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`);
}

/** A vCard as phones write it: `waid` is the number on WhatsApp. */
function vcardOf({ name, phone = '' }: ContactCard): string {
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escaped(name)};;;`,
    `FN:${escaped(name)}`,
    `TEL;type=CELL;type=VOICE;waid=${phone}:+${phone}`,
    'END:VCARD',
  ].join('\n');
}

function phoneIn(vcard: string): string | undefined {
  const known = /waid=(\d+)/i.exec(vcard)?.[1];
  return known ?? /^(?:[\w-]+\.)?TEL[^:\r\n\u2028\u2029]*:(.+)$/im.exec(vcard)?.[1]?.replaceAll(/\D/g, '');
}

function contactMessage(card: ContactCard, contextInfo?: proto.IContextInfo): proto.Message.IContactMessage {
  return { displayName: card.name, vcard: card.vcard ?? vcardOf(card), contextInfo };
}

/** The message for one card, or for a list of several. */
export function contactsMessage(cards: ContactCard[], contextInfo?: proto.IContextInfo): proto.IMessage {
  const [first, ...others] = cards;
  if (first && others.length === 0) return { contactMessage: contactMessage(first, contextInfo) };
  const displayName = `${first?.name} and ${others.length} other contact${others.length === 1 ? '' : 's'}`;
  const contacts = cards.map((card) => contactMessage(card));
  return { contactsArrayMessage: { displayName, contacts, contextInfo } };
}

function cardIn({ displayName, vcard }: proto.Message.IContactMessage): ContactCard {
  return { name: displayName ?? '', phone: phoneIn(vcard ?? ''), vcard: vcard ?? undefined };
}

/** The cards in an unwrapped message, undefined if it has none. */
export function contactsIn(message: proto.IMessage): ContactCard[] | undefined {
  if (message.contactMessage) return [cardIn(message.contactMessage)];
  return message.contactsArrayMessage?.contacts?.map(cardIn);
}
