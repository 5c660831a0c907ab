import type { BinaryNode } from '@whiskeysockets/baileys';
import type { ChatJid, Lid, Phone } from '#libs/storage';
import { isGroup, lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { unusable } from '../faults.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { timeIn } from './numbers.js';

/** The creator is `superadmin`, who cannot be removed or demoted. */
export const GROUP_ROLES = ['member', 'admin', 'superadmin'] as const;
export type GroupRole = (typeof GROUP_ROLES)[number];

/** A person as the stanzas of a group name them: by phone, LID or both. */
export interface Named {
  phone?: Phone;
  lid?: Lid;
}

export interface GroupMember extends Named {
  role: GroupRole;
}

/** Lets one person join a group that others cannot add them to. */
export interface PersonalInvitation {
  code: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** WhatsApp's result for one person. */
export interface Outcome extends Named {
  /** WhatsApp's error code; absent if the action succeeded. */
  error?: string;
  /** What the person can be sent instead of being added. */
  invitation?: PersonalInvitation;
}

/** What is said of communities only. */
export interface CommunityTraits {
  /** Whether people ask to join, so that WhatsApp's apps call it closed. */
  joinApproval: boolean;
  /** Whether members who are not admins may put groups into it. */
  membersCanAddGroups: boolean;
}

/** A group as WhatsApp's server describes it (Baileys' `extractGroupMetadata`). */
export interface GroupFacts {
  jid: string;
  name: string;
  description?: string;
  /** Id of the description, which the next change of the description must name. */
  descriptionId?: string;
  owner?: Named;
  /** Epoch ms. */
  createdAt?: number;
  size: number;
  /** Whether messages name the members by LID or by phone number. */
  addressing: 'lid' | 'pn';
  /** Only admins can send messages. */
  announce: boolean;
  /** Only admins can change name, description and picture. */
  restrict: boolean;
  membersCanAdd: boolean;
  joinApproval: boolean;
  /** Seconds after which messages disappear; 0: never. */
  disappearingSeconds: number;
  /** Whether it is a community, which holds groups together and has no messages of its own. */
  isCommunity: boolean;
  /** JID of the community that it belongs to. */
  communityJid?: string;
  /** Whether it is the group for the announcements of its community. */
  isAnnouncementGroup: boolean;
  /** Set for a community. */
  community?: CommunityTraits;
  members: GroupMember[];
}

/**
 * The group in an answer.
 * @throws WhatsAppFault WHATSAPP_ERROR if the answer contains no group
 */
export function groupIn(answer: BinaryNode): GroupFacts {
  const [node] = childrenOf(answer, 'group');
  if (!node) throw unusable();
  return readGroup(node);
}

/** All groups of an answer. @throws WhatsAppFault as {@link groupIn} */
export function groupsIn(answer: BinaryNode): GroupFacts[] {
  const [list] = childrenOf(answer, 'groups');
  if (!list) throw unusable();
  return childrenOf(list, 'group').map(readGroup);
}

/** The result for each person in the part `tag` of an answer. @throws WhatsAppFault as {@link groupIn} */
export function outcomesIn(answer: BinaryNode, tag: string): Outcome[] {
  const [part] = childrenOf(answer, tag);
  if (!part) throw unusable();
  return childrenOf(part, 'participant').map(readOutcome);
}

function readGroup(node: BinaryNode): GroupFacts {
  const { id, subject = '', creation, size } = node.attrs;
  const jid = id === undefined || id.includes('@') ? id : `${id}@g.us`;
  if (jid === undefined || !isGroup(jid)) throw unusable();
  const [description] = childrenOf(node, 'description');
  const [body] = description ? childrenOf(description, 'body') : [];
  const [addMode] = childrenOf(node, 'member_add_mode');
  const [approval] = childrenOf(node, 'membership_approval_mode');
  const [ephemeral] = childrenOf(node, 'ephemeral');
  const [parent] = childrenOf(node, 'parent');
  const [linked] = childrenOf(node, 'linked_parent');
  const members = membersIn(node);
  return {
    jid,
    name: subject,
    description: (body && textOf(body)) || undefined,
    descriptionId: description?.attrs['id'],
    owner: ownerOf(node),
    createdAt: timeIn(creation),
    size: size === undefined ? members.length : Number(size),
    addressing: node.attrs['addressing_mode'] === 'lid' ? 'lid' : 'pn',
    announce: has(node, 'announcement'),
    restrict: has(node, 'locked'),
    membersCanAdd: addMode !== undefined && textOf(addMode) === 'all_member_add',
    joinApproval: approval !== undefined && isOn(approval),
    disappearingSeconds: Number(ephemeral?.attrs['expiration'] ?? 0),
    isCommunity: parent !== undefined,
    communityJid: linked?.attrs['jid'],
    isAnnouncementGroup: has(node, 'default_sub_group'),
    ...(parent && { community: traitsIn(node, parent) }),
    members,
  };
}

/** Reads what is said of communities (whatsmeow `parseGroupNode`, zapo `parseGroupMetadata`). */
function traitsIn(node: BinaryNode, { attrs }: BinaryNode): CommunityTraits {
  return {
    joinApproval: attrs['default_membership_approval_mode'] === 'request_required',
    membersCanAddGroups: has(node, 'allow_non_admin_sub_group_creation'),
  };
}

/**
 * The members of a `<group>`. In the answer to `create`, people who could not be added are listed among them; they are left
 * out here.
 */
export function membersIn(group: BinaryNode): GroupMember[] {
  return childrenOf(group, 'participant')
    .filter(({ attrs }) => attrs['error'] === undefined)
    .map((member) => ({ ...namedIn(member), role: roleOf(member) }));
}

/** The people who could not be added to a group that was just created. */
export function refusedIn(answer: BinaryNode): Outcome[] {
  const [group] = childrenOf(answer, 'group');
  return group ? childrenOf(group, 'participant').flatMap((node) => readRefusal(node)) : [];
}

function readRefusal(node: BinaryNode): Outcome[] {
  const outcome = readOutcome(node);
  return outcome.error === undefined ? [] : [outcome];
}

function readOutcome(node: BinaryNode): Outcome {
  const { error } = node.attrs;
  const invitation = invitationIn(node);
  return {
    ...namedIn(node),
    ...(error !== undefined && error !== '200' && { error }),
    ...(invitation && { invitation }),
  };
}

/** `<add_request code expiration>` (Baileys' and whatsmeow's `participant.Content`, in seconds). */
function invitationIn(node: BinaryNode): PersonalInvitation | undefined {
  const [request] = childrenOf(node, 'add_request');
  const { code, expiration } = request?.attrs ?? {};
  const expiresAt = timeIn(expiration);
  return code !== undefined && expiresAt !== undefined ? { code, expiresAt } : undefined;
}

/** Reads the addresses of a member: by phone or LID, whichever the group uses, with the other one beside it. */
export function namedIn({ attrs }: BinaryNode): Named {
  return namedBy([attrs['jid'], attrs['phone_number'], attrs['lid']]);
}

function ownerOf({ attrs }: BinaryNode): Named | undefined {
  const owner = namedBy([attrs['creator'], attrs['creator_pn'], attrs['creator_lid']]);
  return owner.phone === undefined && owner.lid === undefined ? undefined : owner;
}

/** @param jids of one person */
export function namedBy(jids: readonly (string | undefined)[]): Named {
  const [phone] = jids.flatMap((jid) => phoneOf(jid) ?? []);
  const [lid] = jids.flatMap((jid) => lidOf(jid) ?? []);
  return { ...(phone !== undefined && { phone }), ...(lid !== undefined && { lid }) };
}

function roleOf({ attrs }: BinaryNode): GroupRole {
  return GROUP_ROLES.find((role) => role === attrs['type']) ?? 'member';
}

function has(node: BinaryNode, tag: string): boolean {
  return childrenOf(node, tag).length > 0;
}

/** Whether join approval is on: the node is present only then, or contains the state. */
function isOn(approval: BinaryNode): boolean {
  const [state] = childrenOf(approval, 'group_join');
  return state?.attrs['state'] !== 'off';
}

/** The phone JID if the phone is known, otherwise the LID. */
export function jidOf({ phone, lid }: Named): ChatJid | undefined {
  if (phone !== undefined) return phoneJid(phone);
  return lid === undefined ? undefined : lidJid(lid);
}

/** The address of a member in messages to the group. */
export function memberJid(
  { addressing }: Pick<GroupFacts, 'addressing'>,
  member: Named,
): ChatJid | undefined {
  return addressing === 'lid' && member.lid !== undefined ? lidJid(member.lid) : jidOf(member);
}

/** Whether two people, each named by phone, LID or both, are one person. */
export function isSame(one: Named, other: Named): boolean {
  return (
    (one.phone !== undefined && one.phone === other.phone) || (one.lid !== undefined && one.lid === other.lid)
  );
}
