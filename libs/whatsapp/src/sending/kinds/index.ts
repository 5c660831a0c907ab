import { type WireJid, withoutDevice } from '#libs/storage';
import { setStyle } from '../../codec/status-style.js';
import { isNewsletter } from '../../wire/jids.js';
import type { Letter } from '../letter.js';
import type { Recipient } from '../recipient.js';
import { album, type AlbumDraft } from './album.js';
import { contact, type ContactDraft } from './contact.js';
import { event, type EventDraft } from './event.js';
import { groupInvite, type GroupInviteDraft } from './group-invite.js';
import type { Kind } from './kind.js';
import { location, type LocationDraft } from './location.js';
import { media, type MediaDraft } from './media.js';
import { poll, type PollDraft } from './poll.js';
import { product, type ProductDraft } from './product.js';
import { text, type TextDraft } from './text.js';

/** The content of a message as plain data, which can be stored and sent later. */
export type Draft =
  | TextDraft
  | MediaDraft
  | LocationDraft
  | ContactDraft
  | PollDraft
  | EventDraft
  | AlbumDraft
  | GroupInviteDraft
  | ProductDraft;

type KindName = Draft['kind'];
type DraftOf<K extends KindName> = Extract<Draft, { kind: K }>;

const KINDS: { [K in KindName]: Kind<DraftOf<K>> } = {
  text,
  media,
  location,
  contact,
  poll,
  event,
  album,
  group_invite: groupInvite,
  product,
};

/**
 * Checks that a draft can be sent.
 * @returns the draft, with phone numbers in digits
 * @throws WhatsAppFault INVALID_REQUEST
 */
export function checkedDraft<K extends KindName>(draft: DraftOf<K> & { kind: K }): Draft {
  return KINDS[draft.kind].checked?.(draft) ?? draft;
}

/** The kinds that can be posted in a channel. */
const IN_CHANNELS: ReadonlySet<string> = new Set(['text', 'image', 'video', 'poll']);

/** What is wrong with a draft as a post in a channel; undefined if it can be posted. */
export function channelFaultOf(draft: Draft): { field: string; reason: string } | undefined {
  const kind = draft.kind === 'media' ? draft.media.kind : draft.kind;
  if (!IN_CHANNELS.has(kind))
    return {
      field: 'to',
      reason: 'must not be a channel: only texts, images, videos and polls can be posted',
    };
  for (const field of ['viewOnce', 'ptv'] as const)
    if (draft.kind === 'media' && draft.media[field])
      return { field, reason: 'is not possible in a channel' };
  return undefined;
}

/** The recipient that miaw-core gets for a post: it takes channels and the status in other functions only. Nothing is sent to this JID. */
const STAND_IN: WireJid = withoutDevice('0000000@s.whatsapp.net');

export function letterOf<K extends KindName>(recipient: Recipient, draft: DraftOf<K> & { kind: K }): Letter {
  const { jid, status, ...others } = recipient;
  if (!isNewsletter(jid) && !status) return KINDS[draft.kind].letter(recipient, draft);
  const letter = { ...KINDS[draft.kind].letter({ ...others, jid: STAND_IN }, draft), jid };
  if (!status) return letter;
  return {
    ...letter,
    audience: status.recipients ?? 'default',
    reshape: (message, resolved) => setStyle(letter.reshape?.(message, resolved) ?? message, status),
  };
}
