import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { nowSeconds } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import type { Group, Invitation } from './group.js';
import { groupNode, membersChange, participantNode } from './group-nodes.js';
import { freshCode, type Groups } from './groups.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireMember } from './rights.js';

/** The result of adding, removing, promoting or demoting one person. */
export interface Outcome {
  account: Account;
  /** The server's code, such as 403 (others cannot add them), 404 (not found) or 409 (already a member). */
  error?: number;
  /** Lets a person join whom others cannot add. */
  invitation?: Invitation;
}

export type RoleChange = 'promote' | 'demote';

const INVITATION_SECONDS = 3 * 86_400;
const LONGEST_SUBJECT = 100;

/** @throws GroupRefusal 406 for a subject that is empty or too long */
export function checkSubject(subject: string): void {
  if (subject.trim() === '' || subject.length > LONGEST_SUBJECT)
    throw new GroupRefusal(406, 'not-acceptable');
}

/** Phone JIDs, for events. */
function jidsOf(accounts: Account[]): string[] {
  return accounts.map(({ pnJid }) => pnJid);
}

function accepted(outcomes: Outcome[]): Account[] {
  return outcomes.filter(({ error }) => error === undefined).map(({ account }) => account);
}

/** The members of groups and their roles. */
export class GroupMembership {
  constructor(
    private readonly groups: Groups,
    private readonly directory: Directory,
    private readonly notices: GroupNotices,
    private readonly faults: Faults,
  ) {}

  /**
   * Creates a group.
   * @param key chosen by the client; the notification repeats it
   * @param furnish gives it its settings, before anybody is added
   * @throws GroupRefusal 406 for an invalid subject
   */
  create(
    creator: Account,
    subject: string,
    people: Account[],
    { addressing = 'lid', key }: { addressing?: Addressing; key?: string } = {},
    furnish: (group: Group) => void = () => undefined,
  ): { group: Group; outcomes: Outcome[] } {
    checkSubject(subject);
    const group = this.groups.create(creator.phone, subject, addressing);
    furnish(group);
    const others = people.filter((account) => account !== creator);
    const outcomes = others.map((account) => this.admit(group, creator, account));
    group.save();
    this.notices.tell(group, {
      change: 'create',
      details: { subject, participants: jidsOf(accepted(outcomes)) },
      content: stanza('create', { type: 'new', key }, [groupNode(group, this.directory)]),
      actor: creator,
    });
    return { group, outcomes };
  }

  /** @throws GroupRefusal 403 when the actor may not add people */
  add(actor: Account, group: Group, people: Account[]): Outcome[] {
    // People are added to the group for announcements (whatsmiau, with a live account).
    if (group.community) throw new GroupRefusal(400, 'bad-request');
    if (group.memberAddMode === 'admin_add') requireAdmin(group, actor);
    else requireMember(group, actor);
    const before = [...group.members.keys()];
    const outcomes = people.map((account) => this.admit(group, actor, account));
    this.welcome(group, actor, accepted(outcomes), before);
    return outcomes;
  }

  /** Adds people who asked to join. @param reason the `reason` in notifications */
  enter(group: Group, actor: Account, people: Account[], reason?: string): void {
    const before = [...group.members.keys()];
    for (const { phone } of people) {
      group.requests.delete(phone);
      group.members.set(phone, 'member');
    }
    this.welcome(group, actor, people, before, reason);
  }

  /** @throws GroupRefusal 403 when the actor may not remove people */
  remove(actor: Account, group: Group, people: Account[]): Outcome[] {
    requireAdmin(group, actor);
    if (group.isFixed) throw new GroupRefusal(400, 'bad-request');
    return this.expel(actor, group, people);
  }

  /** Removes people from a community and from all groups in it. @throws GroupRefusal 403 */
  removeEverywhere(actor: Account, community: Group, people: Account[]): Outcome[] {
    requireAdmin(community, actor);
    const outcomes = this.expel(actor, community, people);
    for (const group of this.groups.inside(community)) {
      const left = accepted(outcomes).filter(({ phone }) => group.has(phone));
      if (left.length > 0) this.expel(actor, group, left);
    }
    return outcomes;
  }

  private expel(actor: Account, group: Group, people: Account[]): Outcome[] {
    const before = [...group.members.keys()];
    const outcomes = people.map((account): Outcome => {
      if (!group.has(account.phone)) return { account, error: 404 };
      if (account !== actor && group.members.get(account.phone) === 'superadmin')
        return { account, error: 403 };
      group.members.delete(account.phone);
      return { account };
    });
    this.farewell(group, actor, accepted(outcomes), before);
    return outcomes;
  }

  /** @throws GroupRefusal 403 when the account is not a member */
  leave(account: Account, group: Group): void {
    requireMember(group, account);
    if (group.isFixed) throw new GroupRefusal(400, 'bad-request');
    this.depart(account, group);
  }

  /** Leaves a community and all groups in it. @throws GroupRefusal 403 when the account is not a member */
  leaveEverywhere(account: Account, community: Group): void {
    requireMember(community, account);
    for (const group of [...this.groups.inside(community), community])
      if (group.has(account.phone)) this.depart(account, group);
  }

  private depart(account: Account, group: Group): void {
    const before = [...group.members.keys()];
    group.members.delete(account.phone);
    this.farewell(group, account, [account], before);
  }

  /** @throws GroupRefusal 403 when the actor may not change roles */
  changeRole(actor: Account, group: Group, people: Account[], change: RoleChange): Outcome[] {
    requireAdmin(group, actor);
    const outcomes = people.map((account): Outcome => {
      const role = group.members.get(account.phone);
      if (role === undefined) return { account, error: 404 };
      if (role === 'superadmin' && change === 'demote') return { account, error: 403 };
      if (role !== 'superadmin') group.members.set(account.phone, change === 'promote' ? 'admin' : 'member');
      return { account };
    });
    group.save();
    this.tellOf(group, actor, accepted(outcomes), change);
    return outcomes;
  }

  /** Puts the account of a person's new number in the place of the old one. */
  renumber(group: Group, before: Account, after: Account): void {
    const role = group.members.get(before.phone);
    if (role === undefined) return;
    const participants = jidsOf([after]);
    const people = [participantNode(group, after)];
    const content = membersChange(group, 'modify', undefined, people);
    group.members.delete(before.phone);
    group.members.set(after.phone, role);
    group.save();
    this.notices.tell(group, { change: 'modify', details: { participants }, content, actor: before });
  }

  /** Adds one person to a group, unless a fault, a setting or their membership prevents it. */
  private admit(group: Group, actor: Account, account: Account): Outcome {
    const fault = this.faults.take('group-add', { phone: account.phone });
    if (group.has(account.phone)) return { account, error: 409 };
    const error = fault?.code ?? this.objection(account);
    if (error === undefined) {
      group.requests.delete(account.phone);
      group.members.set(account.phone, 'member');
      return { account };
    }
    if (error !== 403) return { account, error };
    const expiration = nowSeconds() + INVITATION_SECONDS;
    const invitation = { code: freshCode(), phone: account.phone, by: actor.phone, expiration };
    group.invitations.set(invitation.code, invitation);
    return { account, error, invitation };
  }

  private objection({ registered, groupAdd }: Account): number | undefined {
    if (!registered) return 404;
    return groupAdd === 'none' ? 403 : undefined;
  }

  /** Sends the whole group to new members, and the new members to the others. */
  private welcome(group: Group, actor: Account, people: Account[], before: string[], reason?: string): void {
    group.save();
    if (people.length === 0) return;
    const details = { participants: jidsOf(people), reason };
    const nodes = people.map((account) => participantNode(group, account));
    const content = membersChange(group, 'add', reason, nodes);
    const arrival = stanza('create', { reason }, [groupNode(group, this.directory)]);
    const audience = people.map(({ phone }) => phone);
    this.notices.tell(group, { change: 'add', details, content: arrival, actor, audience });
    this.notices.tell(group, { change: 'add', details, content, actor, audience: before });
    for (const other of this.groups.around(group)) {
      const newcomers = people.filter(({ phone }) => !other.has(phone));
      if (newcomers.length > 0) this.enter(other, actor, newcomers, reason);
    }
  }

  /** Notifies everyone of the members who left, including those members. */
  private farewell(group: Group, actor: Account, people: Account[], before: string[]): void {
    const left = people.length === 1 && people[0] === actor;
    group.save();
    this.tellOf(group, actor, people, left ? 'leave' : 'remove', before);
    this.keepAnAdmin(group);
  }

  /** Promotes the longest-standing member if the group has no admin left. */
  private keepAnAdmin(group: Group): void {
    const [first] = group.members.keys();
    if (first === undefined || group.admins.length > 0) return;
    group.members.set(first, 'admin');
    group.save();
    this.tellOf(group, undefined, [this.directory.ensure(first)], 'promote');
  }

  private tellOf(
    group: Group,
    actor: Account | undefined,
    people: Account[],
    change: RoleChange | 'remove' | 'leave',
    audience?: string[],
  ): void {
    if (people.length === 0) return;
    // Leaving is a removal by the member: clients recognise it by the actor.
    const tag = change === 'leave' ? 'remove' : change;
    const content = membersChange(
      group,
      tag,
      undefined,
      people.map((account) => participantNode(group, account, { role: group.members.get(account.phone) })),
    );
    this.notices.tell(group, { change, details: { participants: jidsOf(people) }, content, actor, audience });
  }
}
