import { type BinaryNode, proto, type WAPatchName } from '@whiskeysockets/baileys';
import type { StatusAudience } from '#libs/storage';
import { lidOf, parseJid, phoneOf } from '../wire/jids.js';
import type { Query } from '../wire/query.js';
import { childrenOf } from '../wire/stanza.js';
import type { AppStateChange } from './app-state.js';

/** Who gets the account's status posts, as set on one of its devices. */
export interface StatusPrivacy {
  audience: StatusAudience;
  /** JIDs as on the wire: those who are left out of the contacts, or who alone get the posts. */
  people: string[];
}

/** Contacts get the posts of accounts that never set anything (whatsmeow `broadcast.go`, `DefaultStatusPrivacy`). */
const DEFAULT: StatusPrivacy = { audience: 'contacts', people: [] };

/** whatsmeow `broadcast.go`, `GetStatusPrivacy`. */
export const STATUS_PRIVACY_QUERY: Query = {
  xmlns: 'status',
  type: 'get',
  content: [{ tag: 'privacy', attrs: {} }],
};

/** The types of lists (whatsmeow `types/user.go`, `StatusPrivacyType`). */
const TYPES: ReadonlyMap<string | undefined, StatusAudience> = new Map<string, StatusAudience>([
  ['contacts', 'contacts'],
  ['blacklist', 'contacts_except'],
  ['whitelist', 'only'],
]);

/**
 * Reads the answer to {@link STATUS_PRIVACY_QUERY}, which may contain several lists, of which one is in use.
 * @param answer undefined if WhatsApp has nothing stored
 * @returns undefined if the list in use is of a type that is unknown here
 */
export function readStatusPrivacy(answer: BinaryNode | undefined): StatusPrivacy | undefined {
  const [root] = answer ? childrenOf(answer, 'privacy') : [];
  const lists = root ? childrenOf(root, 'list') : [];
  const used = lists.find(({ attrs }) => attrs['default'] === 'true') ?? lists[0];
  if (!used) return DEFAULT;
  const audience = TYPES.get(used.attrs['type']);
  const people = childrenOf(used, 'user').flatMap(({ attrs: { jid } }) => (isPerson(jid) ? [jid] : []));
  return audience && { audience, people };
}

const COLLECTION: WAPatchName = 'regular_high';

/**
 * Where the app state has the audience of status posts, and whose posts are muted (WhatsApp Web's
 * `WAWebStatusPrivacySettingSync` and `WAWebUserStatusMuteSync`; whatsmeow `appstate/keys.go`).
 */
export const STATUS_ENTRIES = {
  collection: COLLECTION,
  version: 7,
  privacy: 'status_privacy',
  mute: 'userStatusMute',
} as const;

const { StatusDistributionMode: MODE } = proto.SyncActionValue.StatusPrivacyAction;

/** Modes by audience. WhatsApp Web ignores the others: lists of close friends, which a linked device does not have. */
const MODES = {
  contacts: MODE.CONTACTS,
  contacts_except: MODE.DENY_LIST,
  only: MODE.ALLOW_LIST,
} as const satisfies Record<StatusAudience, number>;

/** The action of the app state that sets who gets status posts. */
export function statusPrivacyAction({ audience, people }: StatusPrivacy): proto.ISyncActionValue {
  return { statusPrivacy: { mode: MODES[audience], userJid: people } };
}

/** What a change of the app state says about status posts. */
export type StatusSetting =
  | ({ kind: 'privacy' } & StatusPrivacy)
  /** `author`: JID as in the index of the entry. */
  | { kind: 'mute'; author: string; muted: boolean };

/** @returns undefined if a change is about something else, or says nothing that is known here */
export function readStatusSetting({ index, action }: AppStateChange): StatusSetting | undefined {
  const [kind, author] = index;
  if (kind === STATUS_ENTRIES.mute)
    return isPerson(author)
      ? { kind: 'mute', author, muted: action?.userStatusMuteAction?.muted ?? false }
      : undefined;
  if (kind !== STATUS_ENTRIES.privacy) return undefined;
  const { mode, userJid } = action?.statusPrivacy ?? {};
  const people = (userJid ?? []).filter(isPerson);
  switch (mode) {
    case MODE.CONTACTS:
      return { kind: 'privacy', audience: 'contacts', people: [] };
    case MODE.DENY_LIST:
      return { kind: 'privacy', audience: 'contacts_except', people };
    case MODE.ALLOW_LIST:
      return { kind: 'privacy', audience: 'only', people };
    default:
      return undefined;
  }
}

function isPerson(jid: string | undefined): jid is string {
  return parseJid(jid) !== undefined && (phoneOf(jid) ?? lidOf(jid)) !== undefined;
}
