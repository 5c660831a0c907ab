import type { GroupFacts } from '../codec/group.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { parseGroup } from '../wire/jids.js';
import { unknownCommunity } from './queries.js';

/**
 * Checks whether a JID is that of a community, before anything is changed. WhatsApp is asked unless the group is known.
 * @returns the JID
 * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, COMMUNITY_NOT_FOUND, WHATSAPP_ERROR if the account is not in
 *   it, UPSTREAM_TIMEOUT; all `not_sent`
 */
export async function communityAt(
  { uplink }: InstanceContext,
  known: KnownGroups,
  jid: string,
): Promise<string> {
  const community = parseGroup(jid, 'communityJid');
  const facts = await asCommunity(uplink.ask((socket) => known.of(socket, community), 'not_sent'));
  return facts.jid;
}

/** @throws WhatsAppFault COMMUNITY_NOT_FOUND if there is no such group, or it is no community */
export async function asCommunity(asked: Promise<GroupFacts>): Promise<GroupFacts> {
  const facts = await asked.catch((error: unknown) => {
    throw asCommunityFault(error);
  });
  if (!facts.isCommunity) throw unknownCommunity('the group is not a community', 'not_a_community');
  return facts;
}

/** Says of an unknown group, or of its invite code, that there is no such community. */
export function asCommunityFault(error: unknown): unknown {
  if (!(error instanceof WhatsAppFault) || error.code !== 'GROUP_NOT_FOUND') return error;
  const { reason } = error.details;
  if (typeof reason !== 'string') return unknownCommunity();
  return unknownCommunity('the invite code is unknown or no longer valid', reason);
}
