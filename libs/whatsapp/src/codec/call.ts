import type { CallPayload } from '#libs/events';
import type { KeptNode } from '../wire/stanza.js';
import { lidOf, phoneOf } from '../wire/jids.js';

/** News of a call, as its stanza tells. */
export interface CallNews {
  callId: string;
  /** Who calls, as on the wire. */
  callerJid: string;
  status: CallPayload['status'];
  /** Told when it begins, and not again. */
  isVideo: boolean;
  isGroup: boolean;
  /** Epoch ms; undefined when the stanza does not tell. */
  at?: number;
  /** The caller's two addresses, user parts, when both are told. */
  pair?: { lid: string; phone: string };
}

/** Parts of a `<call>` that tell how it goes (reference: Baileys' getCallStatusFromNode); the others set it up. */
const STATUS: Readonly<Record<string, CallPayload['status']>> = {
  offer: 'ringing',
  offer_notice: 'ringing',
  accept: 'accepted',
  reject: 'rejected',
  terminate: 'ended',
};

/** Reads a `<call>`. Undefined when it says nothing that a receiver wants to know. */
export function readCall(stanza: KeptNode): CallNews | undefined {
  const part = stanza.children?.find(({ tag }) => STATUS[tag]);
  const status = part && STATUS[part.tag];
  if (!part || !status) return undefined;
  const { attrs } = part;
  const callId = attrs['call-id'];
  const callerJid = attrs['call-creator'] ?? attrs['from'] ?? stanza.attrs['from'];
  if (!callId || !callerJid) return undefined;
  const seconds = Number(stanza.attrs['t']);
  const lid = lidOf(callerJid);
  const phone = phoneOf(attrs['caller_pn']);
  return {
    callId,
    callerJid,
    status: status === 'ended' && attrs['reason'] === 'timeout' ? 'timeout' : status,
    isVideo: attrs['media'] === 'video' || (part.children ?? []).some(({ tag }) => tag === 'video'),
    isGroup: attrs['type'] === 'group' || Boolean(attrs['group-jid']),
    at: seconds > 0 ? seconds * 1000 : undefined,
    pair: lid && phone ? { lid, phone } : undefined,
  };
}
