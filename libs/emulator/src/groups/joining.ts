import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { nowSeconds } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group, JoinRequest } from './group.js';
import { participantNode } from './group-nodes.js';
import { freshCode, type Groups } from './groups.js';
import type { GroupMembership, Outcome } from './membership.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireInviter } from './rights.js';

export type Decision = 'approve' | 'reject';

/** The ways to join a group: the invite link, requests to join, and personal invitations. */
export class GroupJoining {
  constructor(
    private readonly groups: Groups,
    private readonly membership: GroupMembership,
    private readonly notices: GroupNotices,
  ) {}

  /** The code of the invite link. @throws GroupRefusal 401 for members who are not admins, 403 for others */
  code(actor: Account, group: Group): string {
    requireInviter(group, actor);
    return group.inviteCode;
  }

  /** Replaces the invite code. @throws GroupRefusal 401 for members who are not admins, 403 for others */
  revoke(actor: Account, group: Group): string {
    requireInviter(group, actor);
    group.revokedCodes.add(group.inviteCode);
    group.inviteCode = freshCode();
    group.save();
    const content = stanza('invite', { code: group.inviteCode });
    this.notices.tell(group, { change: 'invite', details: { code: group.inviteCode }, content, actor });
    return group.inviteCode;
  }

  /** The group of an invite code. @throws GroupRefusal 410 for a revoked code, 406 for an unknown one */
  byCode(code: string): Group {
    const found = this.groups.byCode(code);
    if (!found) throw new GroupRefusal(406, 'not-acceptable');
    if (found.revoked) throw new GroupRefusal(410, 'gone');
    return found.group;
  }

  /**
   * Joins by the invite link. Does nothing for members.
   * @returns whether an admin has to approve it
   * @throws GroupRefusal 410 for a revoked code, 406 for an unknown one
   */
  join(account: Account, code: string): { group: Group; pending: boolean } {
    const group = this.byCode(code);
    if (group.has(account.phone)) return { group, pending: false };
    if (!group.joinApproval) {
      this.membership.enter(group, account, [account], 'invite');
      return { group, pending: false };
    }
    this.ask(account, group, 'invite_link');
    return { group, pending: true };
  }

  /** Cancels a request to join. @throws GroupRefusal 404 without a request */
  cancel(account: Account, group: Group): void {
    if (!group.requests.delete(account.phone)) throw new GroupRefusal(404, 'item-not-found');
    this.tellOfRefusal(group, account, account);
  }

  /** Approves or rejects requests to join. @throws GroupRefusal 403 for everyone but admins */
  decide(actor: Account, group: Group, people: Account[], decision: Decision): Outcome[] {
    requireAdmin(group, actor);
    const outcomes = people.map((account): Outcome =>
      group.requests.has(account.phone) ? { account } : { account, error: 404 },
    );
    const asked = outcomes.filter(({ error }) => error === undefined).map(({ account }) => account);
    if (decision === 'approve') {
      if (asked.length > 0) this.membership.enter(group, actor, asked, 'invite');
      return outcomes;
    }
    for (const account of asked) {
      group.requests.delete(account.phone);
      this.tellOfRefusal(group, actor, account);
    }
    return outcomes;
  }

  /** Whether a personal invitation is valid. */
  invited(account: Account, group: Group, code: string | undefined): boolean {
    const invitation = group.invitations.get(code ?? '');
    return invitation?.phone === account.phone && invitation.expiration > nowSeconds();
  }

  /**
   * Accepts a personal invitation.
   * @returns whether an admin has to approve it
   * @throws GroupRefusal 410 for an invalid or expired one
   */
  accept(account: Account, group: Group, code: string): { pending: boolean } {
    if (!this.invited(account, group, code)) throw new GroupRefusal(410, 'gone');
    if (group.joinApproval && !group.has(account.phone)) {
      this.ask(account, group, 'invite_link');
      return { pending: true };
    }
    group.invitations.delete(code);
    if (!group.has(account.phone)) this.membership.enter(group, account, [account], 'invite');
    return { pending: false };
  }

  /** Has all personal invitations of a group expire. */
  expire(group: Group): void {
    for (const invitation of group.invitations.values()) invitation.expiration = nowSeconds() - 1;
    group.save();
  }

  /** Withdraws personal invitations. @throws GroupRefusal 403 for everyone but admins */
  withdraw(actor: Account, group: Group, people: Account[]): void {
    requireAdmin(group, actor);
    const phones = new Set(people.map(({ phone }) => phone));
    for (const { code, phone } of group.invitations.values())
      if (phones.has(phone)) group.invitations.delete(code);
    group.save();
  }

  /** Asks the admins to be let in, once. */
  ask(account: Account, group: Group, method: JoinRequest['method']): void {
    if (group.requests.has(account.phone)) return;
    group.requests.set(account.phone, { method, at: nowSeconds() });
    group.save();
    const user = { ...participantNode(group, account), tag: 'requested_user' };
    const content = stanza('created_membership_requests', { request_method: method }, [user]);
    this.tellOfRequest(group, account, account, 'request', content);
  }

  private tellOfRefusal(group: Group, actor: Account, account: Account): void {
    group.save();
    const content = stanza('revoked_membership_requests', {}, [participantNode(group, account)]);
    const change = actor === account ? 'request-cancelled' : 'request-rejected';
    this.tellOfRequest(group, actor, account, change, content);
  }

  /** Notifies the admins and, of a decision, the person who asked. */
  private tellOfRequest(
    group: Group,
    actor: Account,
    account: Account,
    change: string,
    content: BinaryNode,
  ): void {
    const audience = [...group.admins, ...(change === 'request' ? [] : [account.phone])];
    const details = { participants: [account.pnJid] };
    this.notices.tell(group, { change, details, content, actor, audience });
  }
}
