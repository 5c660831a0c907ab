import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { type Group, GROUP_SERVER, type GroupRole } from './group.js';

/** Both JIDs of a person: under `name` in the group's addressing, and beside it in the other one. */
function named(group: Group, account: Account, name: string): Attributes {
  const lid = group.addressing === 'lid';
  return {
    [name]: account.jid(group.addressing),
    [`${name}_${lid ? 'pn' : 'lid'}`]: lid ? account.shownPnJid : account.lidJid,
    [`${name}_username`]: account.username,
  };
}

/** The attributes that name the person who did something in a group. */
export function actorAttributes(group: Group, actor: Account): Attributes {
  return named(group, actor, 'participant');
}

/** `<participant>`; ordinary members have no type. */
export function participantNode(
  group: Group,
  account: Account,
  { role, error, content }: { role?: GroupRole; error?: number; content?: BinaryNode[] } = {},
): BinaryNode {
  const lid = group.addressing === 'lid';
  const jid = account.jid(group.addressing);
  const other = lid ? { phone_number: account.shownPnJid } : { lid: account.lidJid };
  const type = role === 'member' ? undefined : role;
  return stanza('participant', { jid, ...other, username: account.username, type, error }, content);
}

function descriptionNode(group: Group, directory: Directory): BinaryNode[] {
  const { description } = group;
  if (!description) return [];
  const author = actorAttributes(group, directory.ensure(description.by));
  const body = stanza('body', {}, description.text);
  return [stanza('description', { id: description.id, t: description.at, ...author }, [body])];
}

/** The setting that admins have to approve people who join by the link. */
export function joinApprovalNode(on: boolean): BinaryNode {
  return stanza('membership_approval_mode', {}, [stanza('group_join', { state: on ? 'on' : 'off' })]);
}

/** What a group is to a community (whatsmeow `parseGroupNode`, zapo `parseGroupMetadata`). */
function communityNodes({ community, place }: Group): BinaryNode[] {
  const nodes: BinaryNode[] = [];
  if (community) {
    const mode = community.closed ? 'request_required' : undefined;
    nodes.push(stanza('parent', { default_membership_approval_mode: mode }));
    if (community.membersAddGroups) nodes.push(stanza('allow_non_admin_sub_group_creation'));
  }
  if (place) nodes.push(stanza('linked_parent', { jid: `${place.id}@${GROUP_SERVER}` }));
  if (place?.kind === 'announcements') nodes.push(stanza('default_sub_group'));
  if (place?.kind === 'general') nodes.push(stanza('general_chat'));
  return nodes;
}

function settingNodes(group: Group): BinaryNode[] {
  const nodes = [stanza('member_add_mode', {}, group.memberAddMode)];
  if (group.announce) nodes.push(stanza('announcement'));
  if (group.locked) nodes.push(stanza('locked'));
  if (group.ephemeral > 0) nodes.push(stanza('ephemeral', { expiration: group.ephemeral }));
  if (group.joinApproval) nodes.push(joinApprovalNode(true));
  if (group.suspended) nodes.push(stanza('suspended'));
  nodes.push(...communityNodes(group));
  return nodes;
}

/** A change of members or roles, with the version of the list before and after it (whatsmeow `group.go`). */
export function membersChange(
  group: Group,
  tag: string,
  reason: string | undefined,
  people: BinaryNode[],
): BinaryNode {
  const before = group.membersVersion++;
  group.save();
  return stanza(tag, { reason, prev_v_id: before, v_id: group.membersVersion }, people);
}

/** The subject, its author and its time. */
export function subjectAttributes(group: Group, directory: Directory): Attributes {
  const { text, by, at } = group.subject;
  return { subject: text, s_t: at, ...named(group, directory.ensure(by), 's_o') };
}

/**
 * `<group>`, in the form that Baileys' extractGroupMetadata reads.
 * @param members the members to list; default all
 */
export function groupNode(group: Group, directory: Directory, members = [...group.members]): BinaryNode {
  const attributes = {
    id: group.id,
    ...subjectAttributes(group, directory),
    creation: group.creation,
    ...named(group, directory.ensure(group.creator), 'creator'),
    size: group.members.size,
    addressing_mode: group.addressing,
    p_v_id: group.membersVersion,
  };
  return stanza('group', attributes, [
    ...members.map(([phone, role]) => participantNode(group, directory.ensure(phone), { role })),
    ...descriptionNode(group, directory),
    ...settingNodes(group),
  ]);
}
