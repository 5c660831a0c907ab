import type { BinaryNode } from '@whiskeysockets/baileys';
import { unusable } from '../faults.js';
import { isGroup } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import { type GroupMember, membersIn } from './group.js';
import { timeIn } from './numbers.js';

/** A group in a community, as WhatsApp lists it to members of the community who need not be in the group. */
export interface SubgroupFacts {
  jid: string;
  name: string;
  /** Whether it is the group for the announcements of the community. */
  isAnnouncementGroup: boolean;
  /** Number of members, if WhatsApp says it. */
  size?: number;
  /** Epoch ms. */
  createdAt?: number;
}

/** WhatsApp's result for a group that was to be put into a community, or taken out of it. */
export interface LinkFacts {
  jid: string;
  /** WhatsApp's error code; absent if it was done. */
  error?: string;
}

/**
 * The groups in an answer to `sub_groups` (whatsmeow `GetSubGroups`, Baileys' `communityFetchLinkedGroups`).
 * @throws WhatsAppFault WHATSAPP_ERROR if the answer contains no list
 */
export function subgroupsIn(answer: BinaryNode): SubgroupFacts[] {
  const [list] = childrenOf(answer, 'sub_groups');
  if (!list) throw unusable();
  return childrenOf(list, 'group').flatMap((group) => {
    const { jid: named, id, subject = '', size, creation } = group.attrs;
    const jid = jidIn(named ?? id);
    if (jid === undefined) return [];
    return [
      {
        jid,
        name: subject,
        isAnnouncementGroup: childrenOf(group, 'default_sub_group').length > 0,
        ...(size !== undefined && Number(size) >= 0 && { size: Number(size) }),
        createdAt: timeIn(creation),
      },
    ];
  });
}

/**
 * Everybody in a community (whatsmeow `GetLinkedGroupsParticipants`; whatsapp-rust also reads lists for each group).
 * @throws WhatsAppFault WHATSAPP_ERROR if the answer contains no list
 */
export function linkedMembersIn(answer: BinaryNode): GroupMember[] {
  const [list] = childrenOf(answer, 'linked_groups_participants');
  if (!list) throw unusable();
  return [list, ...childrenOf(list, 'group')].flatMap(membersIn);
}

/**
 * The results in an answer to `links` or `unlink` (WhatsApp Web's `WAWebGroupCommunityJob`).
 * @param path the nodes around the results
 * @throws WhatsAppFault WHATSAPP_ERROR if the answer contains none
 */
export function linksIn(answer: BinaryNode, path: readonly string[]): LinkFacts[] {
  const [first, ...rest] = path;
  if (first !== undefined) {
    const [part] = childrenOf(answer, first);
    if (!part) throw unusable();
    return linksIn(part, rest);
  }
  return childrenOf(answer, 'group').flatMap(({ attrs: { jid, error } }) => {
    const named = jidIn(jid);
    return named === undefined
      ? []
      : [{ jid: named, ...(error !== undefined && error !== '200' && { error }) }];
  });
}

function jidIn(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const jid = name.includes('@') ? name : `${name}@g.us`;
  return isGroup(jid) ? jid : undefined;
}
