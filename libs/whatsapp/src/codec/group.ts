import type { BinaryNode } from '@whiskeysockets/baileys';
import { isGroup, lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { unusable } from '../faults.js';
import { childrenOf, textOf } from '../wire/stanza.js';

/** Creators are super-admins: nobody can remove or demote them. */
export const GROUP_ROLES = ['member', 'admin', 'superadmin'] as const;
export type GroupRole = (typeof GROUP_ROLES)[number];

/** Somebody as a group's stanzas name them: by phone, LID or both. */
export interface Named {
  /** User part. */
  phone?: string;
  /** User part. */
  lid?: string;
}

export interface GroupMember extends Named {
  role: GroupRole;
}

/** What became of one person, in WhatsApp's words. */
export interface Outcome extends Named {
  /** WhatsApp's code; absent when it was done. */
  error?: string;
}

/** A group as WhatsApp's server describes it (Baileys' `extractGroupMetadata`). */
export interface GroupFacts {
  jid: string;
  name: string;
  description?: string;
  /** Id of the description, which the next change of it has to name. */
  descriptionId?: string;
  owner?: Named;
  /** Epoch ms. */
  createdAt?: number;
  size: number;
  /** Only admins write. */
  announce: boolean;
  /** Only admins change what the group is called. */
  restrict: boolean;
  membersCanAdd: boolean;
  joinApproval: boolean;
  /** 0 when messages stay. */
  disappearingSeconds: number;
  members: GroupMember[];
}

/**
 * The group that an answer tells of.
 * @throws WhatsAppFault WHATSAPP_ERROR when it tells of none
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

/** What became of each person in the part `tag` of an answer. @throws WhatsAppFault as {@link groupIn} */
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
  const members = membersIn(node);
  return {
    jid,
    name: subject,
    description: (body && textOf(body)) || undefined,
    descriptionId: description?.attrs['id'],
    owner: ownerOf(node),
    createdAt: Number(creation) > 0 ? Number(creation) * 1000 : undefined,
    size: size === undefined ? members.length : Number(size),
    announce: has(node, 'announcement'),
    restrict: has(node, 'locked'),
    membersCanAdd: addMode !== undefined && textOf(addMode) === 'all_member_add',
    joinApproval: approval !== undefined && isOn(approval),
    disappearingSeconds: Number(ephemeral?.attrs['expiration'] ?? 0),
    members,
  };
}

/**
 * The members that a `<group>` names.
 *
 * In the answer to `create` those who could not be added stand among them.
 */
export function membersIn(group: BinaryNode): GroupMember[] {
  return childrenOf(group, 'participant')
    .filter(({ attrs }) => attrs['error'] === undefined)
    .map((member) => ({ ...namedIn(member), role: roleOf(member) }));
}

/** Those who could not be added to a group that was made just now. */
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
  return { ...namedIn(node), ...(error !== undefined && error !== '200' && { error }) };
}

/** Members are named by phone or LID, whichever the group uses, and the other one stands beside it. */
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

/** The mode stands there only while it is on, or says that it is. */
function isOn(approval: BinaryNode): boolean {
  const [state] = childrenOf(approval, 'group_join');
  return state?.attrs['state'] !== 'off';
}

/** Phone JID where the phone is known, else the LID's. */
export function jidOf({ phone, lid }: Named): string | undefined {
  if (phone !== undefined) return phoneJid(phone);
  return lid === undefined ? undefined : lidJid(lid);
}

/** Whether two names, of which each may tell phone, LID or both, are of one person. */
export function isSame(one: Named, other: Named): boolean {
  return (
    (one.phone !== undefined && one.phone === other.phone) || (one.lid !== undefined && one.lid === other.lid)
  );
}
