import { parsePhone } from '../../wire/jids.js';
import type { Kind } from './kind.js';

export interface OutgoingContact {
  name: string;
  /** Digits. */
  phone: string;
  organization?: string;
}

export interface ContactDraft {
  kind: 'contact';
  contacts: OutgoingContact[];
}

/** Contact cards. miaw-core does not escape special characters in cards, and sends a single card without a name. */
export const contact: Kind<ContactDraft> = {
  checked(draft) {
    const contacts = draft.contacts.map((card, index) => ({
      ...card,
      phone: parsePhone(card.phone, `contacts.${index}.phone`),
    }));
    return { ...draft, contacts };
  },
  letter({ jid, quoted, ...mentioned }, { contacts }) {
    const cards = contacts.map((card) => ({ displayName: card.name, vcard: vcardOf(card) }));
    const displayName = contacts.length === 1 ? contacts[0]?.name : `${contacts.length} contacts`;
    return {
      jid,
      ...mentioned,
      perform: (client) =>
        client.sendContact(
          jid,
          contacts.map(({ name, phone }) => ({ fullName: name, phone })),
          { quoted },
        ),
      amendments: { contacts: { displayName, contacts: cards } },
    };
  },
};

/** Makes a vCard 3.0 (RFC 2426) with the parameter by which WhatsApp finds the account. */
function vcardOf({ name, phone, organization }: OutgoingContact): string {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:;${escaped(name)};;;`, `FN:${escaped(name)}`];
  if (organization !== undefined) lines.push(`ORG:${escaped(organization)};`);
  lines.push(`TEL;type=CELL;type=VOICE;waid=${phone}:+${phone}`, 'END:VCARD');
  return lines.join('\n');
}

function escaped(value: string): string {
  return value.replaceAll(/[\\,;]/g, String.raw`\$&`);
}
