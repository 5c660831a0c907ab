import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { nowSeconds } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import type { Group, Invitation } from './group.js';
import { groupNode, participantNode } from './group-nodes.js';
import { freshCode, type Groups } from './groups.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireMember } from './rights.js';

/** What became of one person when a list of people was to be added, removed or changed. */
export interface Outcome {
  account: Account;
  /** The server's code: 403 does not let others add them, 404 is not there, 409 is there already, and so on. */
  error?: number;
  /** With it the person can join by themselves. */
  invitation?: Invitation;
}

export type RoleChange = 'promote' | 'demote';

const INVITATION_SECONDS = 3 * 86_400;
const LONGEST_SUBJECT = 100;

/** @throws GroupRefusal for a subject that is empty or too long */
export function checkSubject(subject: string): void {
  if (subject.trim() === '' || subject.length > LONGEST_SUBJECT)
    throw new GroupRefusal(406, 'not-acceptable');
}

/** Phone JIDs, for the phones' events. */
function jidsOf(accounts: Account[]): string[] {
  return accounts.map(({ pnJid }) => pnJid);
}

function accepted(outcomes: Outcome[]): Account[] {
  return outcomes.filter(({ error }) => error === undefined).map(({ account }) => account);
}

/** Who is in a group, and as what. */
export class GroupMembership {
  constructor(
    private readonly groups: Groups,
    private readonly directory: Directory,
    private readonly notices: GroupNotices,
    private readonly faults: Faults,
  ) {}

  /**
   * Makes a group.
   * @param key chosen by the client; the notification repeats it
   * @throws GroupRefusal when the subject does not do
   */
  create(
    creator: Account,
    subject: string,
    people: Account[],
    { addressing = 'lid', key }: { addressing?: Addressing; key?: string } = {},
  ): { group: Group; outcomes: Outcome[] } {
    checkSubject(subject);
    const group = this.groups.create(creator.phone, subject, addressing);
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

  /** @throws GroupRefusal when the actor may not add anybody */
  add(actor: Account, group: Group, people: Account[]): Outcome[] {
    if (group.memberAddMode === 'admin_add') requireAdmin(group, actor);
    else requireMember(group, actor);
    const before = [...group.members.keys()];
    const outcomes = people.map((account) => this.admit(group, actor, account));
    this.welcome(group, actor, accepted(outcomes), before);
    return outcomes;
  }

  /** Takes in people who have asked for it themselves. @param reason what the notifications say about it */
  enter(group: Group, actor: Account, people: Account[], reason: string): void {
    const before = [...group.members.keys()];
    for (const { phone } of people) {
      group.requests.delete(phone);
      group.members.set(phone, 'member');
    }
    this.welcome(group, actor, people, before, reason);
  }

  /** @throws GroupRefusal when the actor may not remove anybody */
  remove(actor: Account, group: Group, people: Account[]): Outcome[] {
    requireAdmin(group, actor);
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

  /** @throws GroupRefusal when the account is no member */
  leave(account: Account, group: Group): void {
    requireMember(group, account);
    const before = [...group.members.keys()];
    group.members.delete(account.phone);
    this.farewell(group, account, [account], before);
  }

  /** @throws GroupRefusal when the actor may not change anybody's role */
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

  /** Adds one person to a group, if they and the server let it happen. */
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

  /** Those who come hear of the whole group; those who were there hear of who comes. */
  private welcome(group: Group, actor: Account, people: Account[], before: string[], reason?: string): void {
    group.save();
    if (people.length === 0) return;
    const details = { participants: jidsOf(people), reason };
    const nodes = people.map((account) => participantNode(group, account));
    const arrival = stanza('create', { reason }, [groupNode(group, this.directory)]);
    const audience = people.map(({ phone }) => phone);
    this.notices.tell(group, { change: 'add', details, content: arrival, actor, audience });
    const content = stanza('add', { reason }, nodes);
    this.notices.tell(group, { change: 'add', details, content, actor, audience: before });
  }

  /** Everybody hears of those who go, they themselves included. */
  private farewell(group: Group, actor: Account, people: Account[], before: string[]): void {
    const left = people.length === 1 && people[0] === actor;
    group.save();
    this.tellOf(group, actor, people, left ? 'leave' : 'remove', before);
    this.keepAnAdmin(group);
  }

  /** A group never stays without an admin: the server makes the longest-standing member one. */
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
    // Whoever leaves has removed themselves: clients see it by the actor.
    const tag = change === 'leave' ? 'remove' : change;
    const content = stanza(
      tag,
      {},
      people.map((account) => participantNode(group, account, { role: group.members.get(account.phone) })),
    );
    this.notices.tell(group, { change, details: { participants: jidsOf(people) }, content, actor, audience });
  }
}
