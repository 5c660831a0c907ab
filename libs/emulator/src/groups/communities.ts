import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { CommunityTraits, Group } from './group.js';
import { groupNode, subjectAttributes } from './group-nodes.js';
import type { Groups } from './groups.js';
import type { GroupMembership, RoleChange, Outcome } from './membership.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireMember } from './rights.js';

/** What a community is created with. */
export interface NewCommunity extends CommunityTraits {
  subject: string;
  description?: string;
  /** Whether to make a group for talking, too. */
  general: boolean;
}

/** The result for a group that was to be linked or unlinked. */
export interface LinkOutcome {
  /** The JID as the client named it. */
  jid: string;
  /** The server's code (WhatsApp Web's `SubGroup…MixinGroup`). */
  error?: number;
}

/** Why a group is no longer in a community (whatsmeow `GroupUnlinkReason`). */
type UnlinkReason = 'unlink_group' | 'delete_parent';

/** Communities: groups without messages of their own, which hold other groups together. */
export class Communities {
  constructor(
    private readonly groups: Groups,
    private readonly directory: Directory,
    private readonly membership: GroupMembership,
    private readonly notices: GroupNotices,
  ) {}

  get all(): Group[] {
    return this.groups.all.filter(({ community }) => community !== undefined);
  }

  /** Creates a community with a group for its announcements. @throws GroupRefusal 406 for an invalid subject */
  create(creator: Account, { subject, description, general, ...traits }: NewCommunity): Group {
    const { group: community } = this.membership.create(creator, subject, [], {}, (made) => {
      made.community = traits;
      made.memberAddMode = 'admin_add';
      if (description)
        made.description = { text: description, id: phoneMessageId(), by: creator.phone, at: nowSeconds() };
    });
    this.membership.create(creator, subject, [], {}, (made) => {
      made.place = { id: community.id, kind: 'announcements' };
      made.announce = true;
      made.memberAddMode = 'admin_add';
    });
    if (general)
      this.membership.create(creator, 'General', [], {}, (made) => {
        made.place = { id: community.id, kind: 'general' };
      });
    return community;
  }

  /**
   * Checks whether somebody may put groups into a community.
   * @throws GroupRefusal 404 if it is no community, 403 for people who may not
   */
  checkMayAdd(actor: Account, community: Group): void {
    if (!community.community) throw new GroupRefusal(404, 'item-not-found');
    if (community.community.membersAddGroups) requireMember(community, actor);
    else requireAdmin(community, actor);
  }

  /** Puts groups into a community. @throws GroupRefusal as {@link checkMayAdd} */
  link(actor: Account, community: Group, jids: readonly string[]): LinkOutcome[] {
    this.checkMayAdd(actor, community);
    return jids.map((jid) => {
      const group = this.groups.find(jid);
      const error = this.objection(actor, group);
      if (!group || error !== undefined) return { jid, error: error ?? 404 };
      this.place(community, group, actor);
      return { jid };
    });
  }

  /** Tells of a group that was made in a community, and lets its members into the community. */
  settle(community: Group, group: Group, actor: Account): void {
    this.place(community, group, actor);
  }

  /**
   * Takes groups out of a community.
   * @param orphans whether to remove those from the community who are in no other group of it
   * @throws GroupRefusal 404 if it is no community, 403 for people who are not its admins
   */
  unlink(actor: Account, community: Group, jids: readonly string[], orphans: boolean): LinkOutcome[] {
    if (!community.community) throw new GroupRefusal(404, 'item-not-found');
    requireAdmin(community, actor);
    return jids.map((jid) => {
      const group = this.groups.find(jid);
      if (!group || group.place?.id !== community.id) return { jid, error: 404 };
      if (group.place.kind === 'announcements') return { jid, error: 406 };
      this.release(community, group, actor, 'unlink_group');
      if (orphans) this.removeOrphans(actor, community, group);
      return { jid };
    });
  }

  /** Sets whether members may put groups into it. @throws GroupRefusal 400 if it is no community, 403 */
  setMembersAddGroups(actor: Account, community: Group, on: boolean): void {
    if (!community.community) throw new GroupRefusal(400, 'bad-request');
    requireAdmin(community, actor);
    community.community.membersAddGroups = on;
    community.save();
    const tag = `${on ? '' : 'not_'}allow_non_admin_sub_group_creation`;
    const details = { membersAddGroups: on };
    this.notices.tell(community, { change: 'membersAddGroups', details, content: stanza(tag), actor });
  }

  /**
   * Joins a group of a community that the account is in.
   * @returns whether an admin has to approve it
   * @throws GroupRefusal 404 if the group is not in the community, 403 for people who are not, 304 for its members
   */
  join(account: Account, community: Group, group: Group | undefined): { pending: boolean } {
    requireMember(community, account);
    if (!group || group.place?.id !== community.id) throw new GroupRefusal(404, 'item-not-found');
    if (group.has(account.phone)) throw new GroupRefusal(304, 'already-exists');
    if (group.joinApproval) return { pending: true };
    this.membership.enter(group, account, [account], 'linked_group_join');
    return { pending: false };
  }

  /** Makes people admins, or no longer, of a community and of its announcements. @throws GroupRefusal 403 */
  changeRole(actor: Account, community: Group, people: Account[], change: RoleChange): Outcome[] {
    const outcomes = this.membership.changeRole(actor, community, people, change);
    const changed = outcomes.filter(({ error }) => error === undefined).map(({ account }) => account);
    for (const group of this.groups.around(community))
      this.membership.changeRole(actor, group, changed, change);
    return outcomes;
  }

  /** Everybody who is in the community or in a group of it. @throws GroupRefusal 403 for everybody else */
  members(asker: Account, community: Group): Account[] {
    requireMember(community, asker);
    const phones = [community, ...this.groups.inside(community)].flatMap(({ members }) => [
      ...members.keys(),
    ]);
    return [...new Set(phones)].map((phone) => this.directory.ensure(phone));
  }

  /**
   * Ends a community. Its groups stay, except that for announcements.
   * @throws GroupRefusal 404 if it is no community, 403 for people who are not its admins
   */
  deactivate(actor: Account, community: Group): void {
    if (!community.community) throw new GroupRefusal(404, 'item-not-found');
    requireAdmin(community, actor);
    for (const group of this.groups.inside(community))
      if (group.place?.kind !== 'announcements') this.release(community, group, actor, 'delete_parent');
    for (const ended of [...this.groups.around(community), community]) {
      const content = stanza('delete', { reason: 'delete_parent' });
      this.notices.tell(ended, { change: 'delete', content, actor });
      this.groups.remove(ended);
    }
  }

  private objection(actor: Account, group: Group | undefined): number | undefined {
    if (!group) return 404;
    if (!group.isAdmin(actor.phone)) return 401;
    if (group.community) return 406;
    return group.place ? 409 : undefined;
  }

  /** Whoever is in a group of a community is in the community, too. */
  private place(community: Group, group: Group, actor: Account): void {
    group.place ??= { id: community.id, kind: 'group' };
    group.save();
    this.tellOfLink(community, group, actor, (type) => [{ link_type: type }, 'link']);
    for (const each of this.groups.around(group)) {
      const newcomers = [...group.members.keys()].filter((phone) => !each.has(phone));
      const people = newcomers.map((phone) => this.directory.ensure(phone));
      if (people.length > 0) this.membership.enter(each, actor, people);
    }
  }

  private release(community: Group, group: Group, actor: Account, reason: UnlinkReason): void {
    group.place = undefined;
    group.save();
    this.tellOfLink(community, group, actor, (type) => [
      { unlink_type: type, unlink_reason: reason },
      'unlink',
    ]);
  }

  private tellOfLink(
    community: Group,
    group: Group,
    actor: Account,
    part: (type: 'parent_group' | 'sub_group') => [attributes: BinaryNode['attrs'], tag: string],
  ): void {
    const tell = (to: Group, other: Group, type: 'parent_group' | 'sub_group') => {
      const [attributes, tag] = part(type);
      const target = stanza('group', { jid: other.jid, ...subjectAttributes(other, this.directory) });
      const content = stanza(tag, attributes, [target]);
      const details = { other: other.jid, type };
      this.notices.tell(to, { change: tag, details, content, actor });
    };
    tell(community, group, 'sub_group');
    tell(group, community, 'parent_group');
  }

  private removeOrphans(actor: Account, community: Group, group: Group): void {
    const others = this.groups.inside(community).filter(({ place }) => place?.kind !== 'announcements');
    const orphans = [...group.members.keys()].filter(
      (phone) => !community.isAdmin(phone) && !others.some((other) => other.has(phone)),
    );
    if (orphans.length > 0)
      this.membership.removeEverywhere(
        actor,
        community,
        orphans.map((phone) => this.directory.ensure(phone)),
      );
  }
}

/** A group in the list of a community (whatsmeow `parseGroupLinkTargetNode`, Baileys' `communityFetchLinkedGroups`). */
export function subgroupNode(group: Group, directory: Directory): BinaryNode {
  const { attrs, content } = groupNode(group, directory, []);
  const kept = Array.isArray(content) ? content.filter(({ tag }) => tag === 'default_sub_group') : [];
  const { id, subject, s_t, creation, creator, size } = attrs;
  return stanza('group', { id, subject, s_t, creation, creator, size }, kept);
}
