import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Lid, Phone } from '#libs/storage';
import { lidOf, parseJid } from '../wire/jids.js';
import { refusedBy, unusable } from '../faults.js';
import type { Query } from '../wire/query.js';
import { childrenOf, textOf } from '../wire/stanza.js';

/** Attributes of protocols that have some. */
const VERSIONS: Readonly<Record<string, BinaryNode['attrs']>> = { devices: { version: '2' } };

/**
 * Makes a query about people.
 * @param protocols what to ask about each person
 * @param sid a text that is unique to this query
 */
export function usync(protocols: readonly string[], users: BinaryNode[], sid: string): Query {
  const query: BinaryNode[] = protocols.map((tag) => ({ tag, attrs: VERSIONS[tag] ?? {} }));
  const attrs = { context: 'interactive', mode: 'query', sid, last: 'true', index: '0' };
  const content = [
    { tag: 'query', attrs: {}, content: query },
    { tag: 'list', attrs: {}, content: users },
  ];
  return { xmlns: 'usync', type: 'get', content: [{ tag: 'usync', attrs, content }] };
}

export function userByPhone(phone: Phone): BinaryNode {
  return { tag: 'user', attrs: {}, content: [{ tag: 'contact', attrs: {}, content: `+${phone}` }] };
}

export function userByJid(jid: string): BinaryNode {
  return { tag: 'user', attrs: { jid } };
}

/**
 * The people in an answer.
 * @throws WhatsAppFault WHATSAPP_ERROR if WhatsApp reports nothing about them (after too many queries, for example), or if
 *   the answer does not fit the query
 */
export function usersIn(answer: BinaryNode): BinaryNode[] {
  const [root] = childrenOf(answer, 'usync');
  const [list] = root ? childrenOf(root, 'list') : [];
  for (const result of root ? childrenOf(root, 'result') : [])
    if (Array.isArray(result.content)) result.content.forEach(checkPart);
  if (!list) throw unusable();
  return childrenOf(list, 'user');
}

/**
 * The people in an answer who are on WhatsApp. The number in a JID can differ from the one in the query (Brazil and Mexico
 * have added digits); the answer repeats the number of the query beside it.
 * @returns JIDs by the digits in the query
 * @throws WhatsAppFault as {@link usersIn}
 */
export function readRegistered(answer: BinaryNode): Map<string, string> {
  return new Map([...readAccounts(answer)].map(([asked, { jid }]) => [asked, jid]));
}

/** An account that a number leads to. */
export interface Account {
  jid: string;
  /** Undefined if the answer does not contain it. */
  lid?: Lid;
}

/** The accounts that the numbers in a query lead to, with their LIDs if the query asks for them. @throws as {@link readRegistered} */
export function readAccounts(answer: BinaryNode): Map<string, Account> {
  const registered = new Map<string, Account>();
  for (const user of usersIn(answer)) {
    const [contact] = childrenOf(user, 'contact');
    const jid = parseJid(user.attrs['jid']);
    if (!contact || !jid) continue;
    checkPart(contact);
    const asked = (textOf(contact) ?? '').replaceAll(/\D/g, '') || jid.user;
    const [lid] = childrenOf(user, 'lid');
    if (contact.attrs['type'] === 'in')
      registered.set(asked, { jid: `${jid.user}@${jid.server}`, lid: lidOf(lid?.attrs['val']) });
  }
  return registered;
}

/**
 * Whether the person in an answer to a query for `devices` is on WhatsApp: everybody there has at least a phone.
 * @throws WhatsAppFault as {@link usersIn}
 */
export function readHasDevices(answer: BinaryNode): boolean {
  const [user] = usersIn(answer);
  const [devices] = user ? childrenOf(user, 'devices') : [];
  if (!devices) return false;
  checkPart(devices);
  return childrenOf(devices, 'device-list').some((list) => childrenOf(list, 'device').length > 0);
}

function checkPart(part: BinaryNode): void {
  const [error] = childrenOf(part, 'error');
  if (error) throw refusedBy(error.attrs['code'] ?? 'unknown');
}
