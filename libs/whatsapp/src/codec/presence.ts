import type { PresencePayload } from '#libs/events';
import type { KeptNode } from '../wire/stanza.js';
import { isGroup, isNewsletter, isStatus } from '../wire/jids.js';
import { isSelf, type Self } from './envelope.js';
import { timeIn } from './numbers.js';

/** A change of a person's presence. JIDs are as on the wire. */
export interface PresenceNews {
  jid: string;
  /** The person, in groups. */
  participant?: string;
  status: PresencePayload['status'];
  /** Epoch ms. */
  lastSeen?: number;
}

/** Reads a `<presence>` or `<chatstate>`. Undefined if it reports nothing about another person. */
export function readPresence(stanza: KeptNode, self: Self): PresenceNews | undefined {
  const { from, participant, type, last } = stanza.attrs;
  if (!from || isStatus(from) || isNewsletter(from) || isSelf(participant ?? from, self)) return undefined;
  const who = { jid: from, participant: isGroup(from) ? participant : undefined };
  if (stanza.tag === 'chatstate') {
    const status = activityIn(stanza);
    return status && { ...who, status };
  }
  // A group reports the number of people online, but no person.
  if (isGroup(from)) return undefined;
  return {
    ...who,
    status: type === 'unavailable' ? 'offline' : 'online',
    lastSeen: timeIn(last),
  };
}

function activityIn({ children = [] }: KeptNode): PresencePayload['status'] | undefined {
  const [state] = children;
  if (state?.tag === 'paused') return 'paused';
  if (state?.tag !== 'composing') return undefined;
  return state.attrs['media'] === 'audio' ? 'recording' : 'typing';
}
