import type { BinaryNode } from '@whiskeysockets/baileys';
import { childrenOf } from '../wire/stanza.js';
import { timeIn } from './numbers.js';

/** A change of the picture of a person or group. */
export interface PictureNews {
  /** JID as on the wire. */
  jid: string;
  /** WhatsApp's id of the new picture; null if it was removed. */
  picture: string | null;
  /** Epoch ms; undefined if the stanza has no time. */
  at?: number;
}

const LONGEST_ID = 64;

/**
 * Reads a `<notification type="picture">` (whatsmeow notification.go, `handlePictureNotification`). Undefined if it is
 * something else, or does not name the picture.
 */
export function readPictureNews(stanza: BinaryNode): PictureNews | undefined {
  const { from, type, t } = stanza.attrs;
  if (type !== 'picture' || !from) return undefined;
  const at = timeIn(t);
  const [set] = [...childrenOf(stanza, 'set'), ...childrenOf(stanza, 'add')];
  const id = set?.attrs['id'];
  if (id && id.length <= LONGEST_ID) return { jid: from, picture: id, at };
  return !set && childrenOf(stanza, 'delete').length > 0 ? { jid: from, picture: null, at } : undefined;
}
