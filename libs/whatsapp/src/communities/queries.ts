import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { type SubgroupFacts, subgroupsIn } from '../codec/subgroups.js';
import { WhatsAppFault } from '../faults.js';
import { asking, type GroupQuery, notAllowed, ofGroup, type Refusals } from '../groups/queries.js';

/** There is no such community, or no community with such an invite code. */
export function unknownCommunity(message = 'there is no such community', reason?: string): WhatsAppFault {
  return new WhatsAppFault('COMMUNITY_NOT_FOUND', message, { ...(reason !== undefined && { reason }) });
}

/** A community has no such group. */
export function unknownSubgroup(): WhatsAppFault {
  return new WhatsAppFault('GROUP_NOT_FOUND', 'there is no such group in the community');
}

const REFUSALS: Refusals = {
  401: notAllowed('401'),
  403: notAllowed('403'),
  404: () => unknownCommunity(),
};

/** @throws WhatsAppFault COMMUNITY_NOT_FOUND, WHATSAPP_ERROR for missing rights; otherwise as `ask` */
export async function askAboutCommunity(socket: WASocket, query: GroupQuery): Promise<BinaryNode> {
  return asking(socket, query, REFUSALS);
}

/** The groups in a community. @throws as {@link askAboutCommunity} */
export async function subgroupsOf(socket: WASocket, community: string): Promise<SubgroupFacts[]> {
  const query = ofGroup(community, 'get', { tag: 'sub_groups', attrs: {} });
  return subgroupsIn(await askAboutCommunity(socket, query));
}

/** JID of the group for the announcements of a community; undefined if WhatsApp lists none. @throws as {@link subgroupsOf} */
export async function announcementGroupOf(socket: WASocket, community: string): Promise<string | undefined> {
  const groups = await subgroupsOf(socket, community);
  return groups.find(({ isAnnouncementGroup }) => isAnnouncementGroup)?.jid;
}
