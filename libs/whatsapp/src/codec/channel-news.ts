import type { BinaryNode } from '@whiskeysockets/baileys';
import type { ChannelUpdatePayload } from '#libs/events';
import { isNewsletter } from '../wire/jids.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { mutedIn, readChannel, roleOf, stateOf } from './channel.js';
import { type Json, objectIn, readServerJson, textIn } from './json.js';

/** A change of a channel. JIDs are as on the wire. */
export interface ChannelNews {
  channelJid: string;
  /** Who did it. */
  by?: string;
  changes: Omit<ChannelUpdatePayload['changes'], 'role'>;
  /** Somebody's new role. */
  role?: { person: string; role: NonNullable<ReturnType<typeof roleOf>> };
}

type Reader = (data: Json) => Partial<ChannelNews> | undefined;

const rights: Reader = (data) => {
  const user = objectIn(data, 'user');
  const person = textIn(user, 'pn', 'id');
  const role = roleOf(textIn(data, 'user_new_role'));
  if (person === undefined || role === undefined) return undefined;
  return { by: textIn(objectIn(data, 'actor'), 'pn', 'id'), role: { person, role } };
};

const changed: Reader = (data) => {
  const facts = readChannel(data);
  if (!facts) return undefined;
  const { name, description = '', hasPicture } = facts;
  return { changes: { name, description, hasPicture } };
};

function mutedNews(muted: boolean | undefined): Partial<ChannelNews> | undefined {
  return muted === undefined ? undefined : { changes: { muted } };
}

/** The data of notifications about channels by name (WhatsApp Web's handlers, whatsmeow `handleMexNotification`). */
const READERS: Readonly<Record<string, Reader>> = {
  xwa2_notify_newsletter_on_metadata_update: changed,
  xwa2_notify_newsletter_owner_on_metadata_update: changed,
  xwa2_notify_newsletter_on_join: () => ({ changes: { following: true } }),
  xwa2_notify_newsletter_on_leave: () => ({ changes: { following: false } }),
  xwa2_notify_newsletter_on_mute_change: (data) => mutedNews(mutedIn(data)),
  xwa2_notify_newsletter_on_user_setting_change: (data) =>
    mutedNews(mutedIn({ settings: [data['setting']] })),
  xwa2_notify_newsletter_on_state_change: (data) => {
    const state = textIn(objectIn(data, 'state'), 'type');
    return state === undefined ? undefined : { changes: { state: stateOf(state) } };
  },
  xwa2_notify_newsletter_admin_promote: rights,
  xwa2_notify_newsletter_admin_demote: rights,
};

/** Reads a `<notification type=mex>` with `<update op_name>`. Empty if it is not about channels. */
export function readChannelNews(stanza: BinaryNode): ChannelNews[] {
  if (stanza.attrs['type'] !== 'mex') return [];
  return childrenOf(stanza, 'update').flatMap((update) => {
    const data = objectIn(readServerJson(textOf(update) ?? ''), 'data');
    return Object.entries(READERS).flatMap(([name, read]) => {
      const about = objectIn(data, name);
      const channelJid = textIn(about, 'id');
      if (!about || channelJid === undefined || !isNewsletter(channelJid)) return [];
      const news = read(about);
      return news ? [{ channelJid, changes: {}, ...news }] : [];
    });
  });
}

/** What a notification is called in the table of stanzas if nothing was read in it. */
export function notificationKind(stanza: BinaryNode): string {
  const kind = `notification/${stanza.attrs['type']}`;
  const isOfChannel = childrenOf(stanza, 'update').some((update) =>
    textOf(update)?.includes('xwa2_notify_newsletter_'),
  );
  if (kind === 'notification/mex' && isOfChannel) return `${kind}/newsletter`;
  return kind === 'notification/encrypt' && childrenOf(stanza, 'identity').length > 0
    ? `${kind}/identity`
    : kind;
}
