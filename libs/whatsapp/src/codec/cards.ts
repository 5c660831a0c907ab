import type { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { ContactCard } from '#libs/events';
import { beginning, bounded } from './limits.js';
import type { Told } from './said.js';

/** How many cards of a message are shown. WhatsApp's apps send up to 257. */
const CARDS = LIMITS.contacts;

/** Largest number of phone numbers that are read from a card. The rest can be found in the card itself. */
const PHONES = 50;
/** Longest property that is read, in characters, and the largest number of them: more than a name or a number needs. */
const LONGEST = 16_384;
const MOST = 200;
const DIGITS = /^\d{3,20}$/;
const LID = /^\d{5,20}@lid$/;
/** The beginnings of lines with a property that is read. It may belong to a group, as in `item1.TEL`. */
const PROPERTY = /^(?:[\w-]+\.)*(FN|N|ORG|X-WA-BIZ-NAME|X-WA-LID|TEL)(?=[;:])/gim;

export function readCards({ contacts }: proto.Message.IContactsArrayMessage): Told {
  const { shown, omitted } = bounded(contacts ?? [], CARDS);
  let left: number = LIMITS.cardCharacters;
  let characters = 0;
  const cards = shown.map((contact) => {
    const card = readCard(contact, left);
    left -= card.vcard.length;
    characters += (contact.vcard?.length ?? 0) - card.vcard.length;
    return card;
  });
  const isWhole = omitted === undefined && characters === 0;
  return {
    contacts: cards,
    omitted: isWhole ? undefined : { contacts: omitted, characters: characters || undefined },
  };
}

/** @param most how much of the card itself is shown, in characters */
function readCard({ displayName, vcard }: proto.Message.IContactMessage, most: number): ContactCard {
  const text = vcard ?? '';
  const { name, phones, lid, organization } = readVcard(text);
  const shown = beginning(text, most);
  return { name: name || displayName || organization || '', phones, lid, organization, vcard: shown };
}

type Card = Omit<ContactCard, 'vcard'>;

/**
 * Reads a vCard (RFC 2426, and 2.1 with its quoted-printable values). WhatsApp adds the parameter `waid` to numbers that have
 * an account; these come first. It names people without a known number by `X-WA-LID`. Malformed lines are skipped.
 */
export function readVcard(vcard: string): Card {
  const known: string[] = [];
  const others: string[] = [];
  const texts = new Map<string, string>();
  let count = 0;
  let upTo = 0;
  for (const { index, 0: start, 1: property = '' } of vcard.matchAll(PROPERTY)) {
    // What looks like one inside of another that was read.
    if (index < upTo) continue;
    if ((count += 1) > MOST) break;
    const { line, end } = lineAt(vcard, index + start.length);
    upTo = end;
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const parameters = line.slice(0, colon).split(';').slice(1);
    const value = decoded(line.slice(colon + 1).trim(), parameters);
    const tag = property.toUpperCase();
    if (tag !== 'TEL') {
      if (value && !texts.has(tag)) texts.set(tag, value);
      continue;
    }
    const account = parameters.find((each) => /^waid=/i.test(each))?.slice('waid='.length);
    if (account !== undefined && DIGITS.test(account)) known.push(account);
    else others.push(...digitsOf(value));
  }
  const lid = texts.get('X-WA-LID');
  return {
    name: unescape(texts.get('FN') ?? '') || nameIn(texts.get('N') ?? ''),
    phones: [...new Set([...known, ...others])].slice(0, PHONES),
    lid: lid !== undefined && LID.test(lid) ? lid : undefined,
    organization: componentsOf(texts.get('ORG') ?? texts.get('X-WA-BIZ-NAME') ?? '').join(', ') || undefined,
  };
}

/** The name in the order in which it is spoken: prefixes, given, additional and family names, suffixes. */
function nameIn(value: string): string {
  const [family, given, additional, prefixes, suffixes] = value.split(/(?<!\\);/).map(unescape);
  return [prefixes, given, additional, family, suffixes].filter((each) => each).join(' ');
}

function componentsOf(value: string): string[] {
  return value
    .split(/(?<!\\);/)
    .map(unescape)
    .filter((each) => each !== '');
}

/** A value of vCard 2.1 may be quoted-printable (RFC 2045, 6.7) in any charset. */
function decoded(value: string, parameters: readonly string[]): string {
  if (!parameters.some((each) => /^(encoding=)?quoted-printable$/i.test(each))) return value;
  const charset = parameters.find((each) => /^charset=/i.test(each))?.slice('charset='.length);
  const bytes = Buffer.from(
    Buffer.from(value, 'utf8')
      .toString('latin1')
      .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

/**
 * The rest of a line. It goes on in the next one if that begins with white space (folding), and if it is quoted-printable and
 * ends with `=`.
 * @returns `end`: where the next property may begin
 */
function lineAt(vcard: string, start: number): { line: string; end: number } {
  const parts: string[] = [];
  const last = start + LONGEST;
  // Known once the value has begun.
  let isQuoted: boolean | undefined;
  let at = start;
  for (;;) {
    const length = vcard.slice(at, last).search(/[\r\n]/);
    const end = length < 0 ? Math.min(last, vcard.length) : at + length;
    const part = vcard.slice(at, end);
    parts.push(part);
    if (length < 0) return { line: parts.join(''), end };
    if (isQuoted === undefined && part.includes(':')) isQuoted = isQuotedPrintable(parts.join(''));
    at = end + (vcard.startsWith('\r\n', end) ? 2 : 1);
    if (/[ \t]/.test(vcard[at] ?? '')) at += 1;
    else if (isQuoted === true && part.endsWith('=')) parts[parts.length - 1] = part.slice(0, -1);
    else return { line: parts.join(''), end };
  }
}

function isQuotedPrintable(line: string): boolean {
  return /quoted-printable/i.test(line.slice(0, line.indexOf(':')));
}

function unescape(value: string): string {
  return value.replace(/\\([\\,;:nN])/g, (_all, char: string) => (/n/i.test(char) ? ' ' : char)).trim();
}

/** The digits of a number, without the scheme `tel:` and without an extension. */
function digitsOf(value: string): string[] {
  const [number = ''] = value.replace(/^tel:/i, '').split(/;|,|ext|x/i);
  const digits = number.replace(/\D/g, '');
  return DIGITS.test(digits) ? [digits] : [];
}
