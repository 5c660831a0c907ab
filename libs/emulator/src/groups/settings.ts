import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group, MemberAddMode } from './group.js';
import { joinApprovalNode, subjectAttributes } from './group-nodes.js';
import { checkSubject } from './membership.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireEditor } from './rights.js';

/** A new description, or none: clients name the one that they replace. */
export interface DescriptionChange {
  /** Empty deletes it. */
  text: string;
  id?: string;
  /** Id of the present one, undefined when there is none; left out by phones, which do not race. */
  previous?: { id: string | undefined };
}

/** What a group is called and how it is run. Every method throws GroupRefusal when the actor may not do it. */
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

  /** @throws GroupRefusal 409 when another description is there by now */
  setDescription(actor: Account, group: Group, { text, id, previous }: DescriptionChange): void {
    requireEditor(group, actor);
    if (previous && previous.id !== group.description?.id) throw new GroupRefusal(409, 'conflict');
    const description = { text, id: id ?? phoneMessageId(), by: actor.phone, at: nowSeconds() };
    group.description = text === '' ? undefined : description;
    const body = text === '' ? stanza('delete') : stanza('body', {}, text);
    const content = stanza('description', { id: description.id }, [body]);
    this.changed(actor, group, 'description', { description: text }, content);
  }

  /** Whether only admins write. */
  setAnnounce(actor: Account, group: Group, on: boolean): void {
    requireAdmin(group, actor);
    group.announce = on;
    const content = stanza(on ? 'announcement' : 'not_announcement');
    this.changed(actor, group, 'announce', { announce: on }, content);
  }

  /** Whether only admins change what the group is called. */
  setLocked(actor: Account, group: Group, on: boolean): void {
    requireAdmin(group, actor);
    group.locked = on;
    this.changed(actor, group, 'locked', { locked: on }, stanza(on ? 'locked' : 'unlocked'));
  }

  setMemberAddMode(actor: Account, group: Group, mode: MemberAddMode): void {
    requireAdmin(group, actor);
    group.memberAddMode = mode;
    const content = stanza('member_add_mode', {}, mode);
    this.changed(actor, group, 'memberAddMode', { memberAddMode: mode }, content);
  }

  setJoinApproval(actor: Account, group: Group, on: boolean): void {
    requireAdmin(group, actor);
    group.joinApproval = on;
    this.changed(actor, group, 'joinApproval', { joinApproval: on }, joinApprovalNode(on));
  }

  /** @param seconds 0 switches disappearing messages off */
  setEphemeral(actor: Account, group: Group, seconds: number): void {
    requireEditor(group, actor);
    group.ephemeral = seconds;
    const content = seconds > 0 ? stanza('ephemeral', { expiration: seconds }) : stanza('not_ephemeral');
    this.changed(actor, group, 'ephemeral', { ephemeral: seconds }, content);
  }

  private changed(
    actor: Account,
    group: Group,
    change: string,
    details: Record<string, Json>,
    content: BinaryNode,
  ): void {
    group.save();
    this.notices.tell(group, { change, details, content, actor });
  }
}
