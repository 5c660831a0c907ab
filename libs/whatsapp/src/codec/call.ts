import type { CallPayload } from '#libs/events';
import type { LidPair } from '#libs/storage';
import { usableId } from './limits.js';
import type { KeptNode } from '../wire/stanza.js';
import { lidOf, phoneOf } from '../wire/jids.js';
import { timeIn } from './numbers.js';

/** A change of a call, as reported by its stanza. */
export interface CallNews {
  callId: string;
  /** JID of the caller, as on the wire. */
  callerJid: string;
  status: CallPayload['status'];
  /** Reported only when the call begins. */
  isVideo: boolean;
  isGroup: boolean;
  /** Epoch ms; undefined if the stanza has no time. */
  at?: number;
  /** WhatsApp kept it while this device was offline. */
  isOld: boolean;
  /** The caller's LID and phone (user parts), if the stanza has both. */
  pair?: LidPair;
}

/** Parts of a `<call>` that report its status (reference: Baileys' getCallStatusFromNode). The others set it up. */
const STATUS: ReadonlyMap<string, CallPayload['status']> = new Map([
  ['offer', 'ringing'],
  ['offer_notice', 'ringing'],
  ['accept', 'accepted'],
  ['reject', 'rejected'],
  ['terminate', 'ended'],
]);

/** Reads a `<call>`. Undefined if it reports nothing for receivers. */
export function readCall(stanza: KeptNode): CallNews | undefined {
  const part = stanza.children?.find(({ tag }) => STATUS.has(tag));
  const status = part && STATUS.get(part.tag);
  if (!part || !status) return undefined;
  const { attrs } = part;
  const callId = usableId(attrs['call-id']);
  const callerJid = attrs['call-creator'] ?? attrs['from'] ?? stanza.attrs['from'];
  if (!callId || !callerJid) return undefined;
  const lid = lidOf(callerJid);
  const phone = phoneOf(attrs['caller_pn']);
  return {
    callId,
    callerJid,
    status: status === 'ended' && attrs['reason'] === 'timeout' ? 'timeout' : status,
    isVideo: attrs['media'] === 'video' || (part.children ?? []).some(({ tag }) => tag === 'video'),
    isGroup: attrs['type'] === 'group' || Boolean(attrs['group-jid']),
    at: timeIn(stanza.attrs['t']),
    isOld: stanza.attrs['offline'] !== undefined,
    pair: lid && phone ? { lid, phone } : undefined,
  };
}
