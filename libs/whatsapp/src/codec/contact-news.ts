import type { BinaryNode } from '@whiskeysockets/baileys';
import type { ContactUpdatePayload } from '#libs/events';
import type { LidPair } from '#libs/storage';
import { lidOf, parseJid, phoneOf } from '../wire/jids.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { timeIn } from './numbers.js';

/** A change of a person. JIDs are as on the wire. */
export interface ContactNews {
  jid: string;
  previousJid?: string;
  picture?: ContactUpdatePayload['picture'];
  about?: string;
  /** Set if the identity key of the person has changed. */
  identityChanged?: true;
  /** Epoch ms; undefined if the stanza has no time. */
  at?: number;
  /** The person's addresses, if the stanza has both. */
  pair?: LidPair;
}

/**
 * Reads a `<notification>` about a person: `contacts` with the change of a number, `picture`, `status`, which is the about
 * text, or `encrypt` with a change of the identity key (whatsmeow, notification.go). Undefined if it is about something else.
 */
export function readContactNews(stanza: BinaryNode): ContactNews | undefined {
  const { from, type, t } = stanza.attrs;
  const news =
    type === 'contacts' ? readNumber(stanza) : isPerson(from) ? readProfile(stanza, from) : undefined;
  return news && { ...news, at: timeIn(t) };
}

function readNumber(stanza: BinaryNode): ContactNews | undefined {
  const [part] = childrenOf(stanza, 'modify');
  const { old: previousJid, new: jid, new_lid: newLid } = part?.attrs ?? {};
  if (!isPerson(jid)) return undefined;
  const lid = lidOf(newLid);
  const phone = phoneOf(jid);
  return { jid, previousJid, pair: lid && phone ? { lid, phone } : undefined };
}

function readProfile(stanza: BinaryNode, jid: string): ContactNews | undefined {
  const [set] = childrenOf(stanza, 'set');
  if (stanza.attrs['type'] === 'picture') {
    if (set) return { jid, picture: 'changed' };
    return childrenOf(stanza, 'delete').length > 0 ? { jid, picture: 'removed' } : undefined;
  }
  if (stanza.attrs['type'] === 'encrypt') {
    // The keys of linked devices are not those that people compare.
    const isOfPhone = childrenOf(stanza, 'identity').length > 0 && parseJid(jid)?.device === 0;
    return isOfPhone ? { jid, identityChanged: true } : undefined;
  }
  return stanza.attrs['type'] === 'status' && set ? { jid, about: textOf(set) ?? '' } : undefined;
}

function isPerson(jid: string | undefined): jid is string {
  return (phoneOf(jid) ?? lidOf(jid)) !== undefined;
}
