import type { Letter } from '../letter.js';
import type { Recipient } from '../recipient.js';
import { contact, type ContactDraft } from './contact.js';
import { groupInvite, type GroupInviteDraft } from './group-invite.js';
import type { Kind } from './kind.js';
import { location, type LocationDraft } from './location.js';
import { media, type MediaDraft } from './media.js';
import { poll, type PollDraft } from './poll.js';
import { product, type ProductDraft } from './product.js';
import { text, type TextDraft } from './text.js';

/** The content of a message as plain data, which can be stored and sent later. */
export type Draft =
  TextDraft | MediaDraft | LocationDraft | ContactDraft | PollDraft | GroupInviteDraft | ProductDraft;

type KindName = Draft['kind'];
type DraftOf<K extends KindName> = Extract<Draft, { kind: K }>;

const KINDS: { [K in KindName]: Kind<DraftOf<K>> } = {
  text,
  media,
  location,
  contact,
  poll,
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

export function letterOf<K extends KindName>(recipient: Recipient, draft: DraftOf<K> & { kind: K }): Letter {
  return KINDS[draft.kind].letter(recipient, draft);
}
