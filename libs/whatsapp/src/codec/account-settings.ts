import type { BinaryNode } from '@whiskeysockets/baileys';
import type { BlocklistPayload } from '#libs/events';
import type { LidPair } from '#libs/storage';
import { unusable } from '../faults.js';
import { lidOf, parseJid, phoneOf } from '../wire/jids.js';
import type { Query } from '../wire/query.js';
import { childrenOf } from '../wire/stanza.js';
import { usersIn } from './usync.js';

/**
 * The privacy settings, with their names and values on the wire (whatsmeow `types/user.go`, Baileys `lib/Types/Chat.d.ts`).
 * `contact_blacklist`: contacts, except those chosen on the phone.
 */
export const PRIVACY = {
  lastSeen: { name: 'last', values: ['all', 'contacts', 'contact_blacklist', 'none'] },
  online: { name: 'online', values: ['all', 'match_last_seen'] },
  profilePicture: { name: 'profile', values: ['all', 'contacts', 'contact_blacklist', 'none'] },
  about: { name: 'status', values: ['all', 'contacts', 'contact_blacklist', 'none'] },
  readReceipts: { name: 'readreceipts', values: ['all', 'none'] },
  groupAdd: { name: 'groupadd', values: ['all', 'contacts', 'contact_blacklist', 'none'] },
  callAdd: { name: 'calladd', values: ['all', 'known'] },
  messages: { name: 'messages', values: ['all', 'contacts'] },
} as const;

export type PrivacySetting = keyof typeof PRIVACY;

/** The names of the settings here. */
export const PRIVACY_SETTINGS: readonly PrivacySetting[] = Object.keys(PRIVACY).filter(
  (name): name is PrivacySetting => Object.hasOwn(PRIVACY, name),
);

/** Settings by their names here. WhatsApp may leave some out, and may have values that are new. */
export type PrivacySettings = Partial<Record<PrivacySetting, string>>;

/** Somebody whom the account has blocked. JIDs are as on the wire. */
export interface BlockedItem {
  jid: string;
  /** Both addresses, if WhatsApp reports both. */
  pair?: LidPair;
}

/** A change of the blocklist on another device. JIDs are as on the wire. */
export interface BlocklistNews {
  action: BlocklistPayload['action'];
  /** Undefined if WhatsApp does not say who. */
  jid?: string;
}

export const PRIVACY_QUERY: Query = {
  xmlns: 'privacy',
  type: 'get',
  content: [{ tag: 'privacy', attrs: {} }],
};

export function privacyChange(setting: PrivacySetting, value: string): Query {
  const category = { tag: 'category', attrs: { name: PRIVACY[setting].name, value } };
  return { xmlns: 'privacy', type: 'set', content: [{ tag: 'privacy', attrs: {}, content: [category] }] };
}

/** @throws WhatsAppFault WHATSAPP_ERROR if the answer has no settings */
export function readPrivacy(answer: BinaryNode): PrivacySettings {
  const [root] = childrenOf(answer, 'privacy');
  if (!root) throw unusable();
  const values = new Map(childrenOf(root, 'category').map(({ attrs }) => [attrs['name'], attrs['value']]));
  const settings: PrivacySettings = {};
  for (const setting of PRIVACY_SETTINGS) settings[setting] = values.get(PRIVACY[setting].name);
  return settings;
}

/** Sets the timer of new chats. @param seconds 0: messages stay */
export function disappearingChange(seconds: number): Query {
  const attrs = { duration: String(seconds) };
  return { xmlns: 'disappearing_mode', type: 'set', content: [{ tag: 'disappearing_mode', attrs }] };
}

/**
 * Reads the timer of new chats in the answer to a query for the protocol `disappearing_mode`.
 * @returns seconds; undefined if WhatsApp does not report it
 * @throws WhatsAppFault as `usersIn`
 */
export function readDisappearing(answer: BinaryNode): number | undefined {
  const [user] = usersIn(answer);
  const [mode] = user ? childrenOf(user, 'disappearing_mode') : [];
  const seconds = Number(mode?.attrs['duration']);
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}

export const BLOCKLIST_QUERY: Query = { xmlns: 'blocklist', type: 'get' };

/**
 * Blocks or unblocks somebody (Baileys `updateBlockStatus`; WhatsApp Web `WASmaxOutBlocklistsUpdateBlockListRequest`).
 * @param lid LID as a JID
 * @param phone phone JID, which WhatsApp asks for when somebody is blocked
 */
export function blockChange(lid: string, phone: string | undefined, on: boolean): Query {
  const attrs: BinaryNode['attrs'] = { action: on ? 'block' : 'unblock', jid: lid };
  if (on && phone !== undefined) attrs['pn_jid'] = phone;
  const item = { tag: 'item', attrs };
  return { xmlns: 'blocklist', type: 'set', content: [item] };
}

/** @throws WhatsAppFault WHATSAPP_ERROR if the answer has no list */
export function readBlocklist(answer: BinaryNode): BlockedItem[] {
  const [list] = childrenOf(answer, 'list');
  if (!list) throw unusable();
  return childrenOf(list, 'item').flatMap(({ attrs: { jid, pn_jid: number } }) => {
    if (jid === undefined || !parseJid(jid)) return [];
    const lid = lidOf(jid);
    const phone = phoneOf(number);
    return [{ jid, pair: lid && phone ? { lid, phone } : undefined }];
  });
}

/**
 * Reads a `<notification type="account_sync">` about the blocklist (whatsmeow notification.go, `handleBlocklist`). Without
 * items, the list has changed, and WhatsApp does not say how.
 * @returns undefined if the notification is about something else
 */
export function readBlocklistNews(stanza: BinaryNode): BlocklistNews[] | undefined {
  if (stanza.attrs['type'] !== 'account_sync') return undefined;
  const [root] = childrenOf(stanza, 'blocklist');
  if (!root) return undefined;
  const news = childrenOf(root, 'item').flatMap(({ attrs: { action, jid } }): BlocklistNews[] => {
    if (phoneOf(jid) === undefined && lidOf(jid) === undefined) return [];
    return [{ action: action === 'block' || action === 'unblock' ? action : 'changed', jid }];
  });
  return news.length > 0 ? news : [{ action: 'changed' }];
}
