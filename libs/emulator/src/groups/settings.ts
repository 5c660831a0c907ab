import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import type { Group, MemberAddMode } from './group.js';
import { joinApprovalNode, subjectAttributes } from './group-nodes.js';
import { checkSubject } from './membership.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireEditor, requireSettings } from './rights.js';

/** What the other side of a link is to a group: its community, a group of it, or the one for announcements. */
export const GROUP_LINKS = ['parent_group', 'sub_group', 'sibling_group'] as const;
type GroupLink = (typeof GROUP_LINKS)[number];

/** A change of the description. */
export interface DescriptionChange {
  /** Empty deletes the description. */
  text: string;
  id?: string;
  /** The id of the description to replace, undefined for none. Clients have to give it, phones do not. */
  previous?: { id: string | undefined };
}

/** The settings of groups. Every method throws GroupRefusal 403 when the actor may not change them. */
export class GroupSettings {
  constructor(
    private readonly directory: Directory,
    private readonly notices: GroupNotices,
  ) {}

  setSubject(actor: Account, group: Group, text: string): void {
    requireEditor(group, actor);
    checkSubject(text);
    group.subject = { text, by: actor.phone, at: nowSeconds() };
    const content = stanza('subject', subjectAttributes(group, this.directory));
    this.changed(actor, group, 'subject', { subject: text }, content);
  }

  /** @throws GroupRefusal 409 when `previous` is not the current description */
  setDescription(actor: Account, group: Group, { text, id, previous }: DescriptionChange): void {
    requireEditor(group, actor);
    if (previous && previous.id !== group.description?.id) throw new GroupRefusal(409, 'conflict');
    const description = { text, id: id ?? phoneMessageId(), by: actor.phone, at: nowSeconds() };
    group.description = text === '' ? undefined : description;
    const body = text === '' ? stanza('delete') : stanza('body', {}, text);
    const content = stanza('description', { id: description.id }, [body]);
    this.changed(actor, group, 'description', { description: text }, content);
  }

  /** Sets whether only admins can send messages. */
  setAnnounce(actor: Account, group: Group, on: boolean): void {
    requireSettings(group, actor);
    group.announce = on;
    const content = stanza(on ? 'announcement' : 'not_announcement');
    this.changed(actor, group, 'announce', { announce: on }, content);
  }

  /** Sets whether only admins can change subject, description and picture. */
  setLocked(actor: Account, group: Group, on: boolean): void {
    requireSettings(group, actor);
    group.locked = on;
    this.changed(actor, group, 'locked', { locked: on }, stanza(on ? 'locked' : 'unlocked'));
  }

  setMemberAddMode(actor: Account, group: Group, mode: MemberAddMode): void {
    requireSettings(group, actor);
    group.memberAddMode = mode;
    const content = stanza('member_add_mode', {}, mode);
    this.changed(actor, group, 'memberAddMode', { memberAddMode: mode }, content);
  }

  /** Has no effect on a community, but is not refused (Baileys' issue 2754). */
  setJoinApproval(actor: Account, group: Group, on: boolean): void {
    requireAdmin(group, actor);
    if (group.community) return;
    group.joinApproval = on;
    this.changed(actor, group, 'joinApproval', { joinApproval: on }, joinApprovalNode(on));
  }

  /** @param seconds 0 turns disappearing messages off */
  setEphemeral(actor: Account, group: Group, seconds: number): void {
    requireEditor(group, actor);
    group.ephemeral = seconds;
    const content = seconds > 0 ? stanza('ephemeral', { expiration: seconds }) : stanza('not_ephemeral');
    this.changed(actor, group, 'ephemeral', { ephemeral: seconds }, content);
  }

  /** Suspends a group, or no longer, as WhatsApp does for what breaks its rules. */
  setSuspended(group: Group, on: boolean): void {
    group.suspended = on;
    this.changed(undefined, group, 'suspended', { suspended: on }, stanza(on ? 'suspended' : 'unsuspended'));
  }

  /** Moves a group to another addressing without telling anybody, as WhatsApp has done with older groups. */
  setAddressing(group: Group, addressing: Addressing): void {
    group.addressing = addressing;
    group.save();
  }

  /** Puts a group into a community, or takes it out. @param other the community, or the group in it */
  setLink(group: Group, on: boolean, other: { jid: string; subject: string }, kind: GroupLink): void {
    const target = stanza('group', { jid: other.jid, subject: other.subject });
    const attributes = on ? { link_type: kind } : { unlink_type: kind, unlink_reason: 'unlink_group' };
    const content = stanza(on ? 'link' : 'unlink', attributes, [target]);
    const details = { other: other.jid, type: kind };
    this.changed(undefined, group, on ? 'link' : 'unlink', details, content);
  }

  private changed(
    actor: Account | undefined,
    group: Group,
    change: string,
    details: Record<string, Json>,
    content: BinaryNode,
  ): void {
    group.save();
    this.notices.tell(group, { change, details, content, actor });
  }
}
