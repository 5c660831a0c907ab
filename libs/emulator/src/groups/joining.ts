import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { nowSeconds } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group } from './group.js';
import { participantNode } from './group-nodes.js';
import { freshCode, type Groups } from './groups.js';
import type { GroupMembership, Outcome } from './membership.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireAdmin, requireInviter } from './rights.js';

export type Decision = 'approve' | 'reject';

/** The ways into a group that nobody is carried through: the invite link, requests, personal invitations. */
export class GroupJoining {
  constructor(
    private readonly groups: Groups,
    private readonly membership: GroupMembership,
    private readonly notices: GroupNotices,
  ) {}

  /** The code of the invite link. @throws GroupRefusal 401 for members who are no admins, 403 outside */
  code(actor: Account, group: Group): string {
    requireInviter(group, actor);
    return group.inviteCode;
  }

  /** Makes a new code; the old one is no longer good. @throws GroupRefusal as `code` */
  revoke(actor: Account, group: Group): string {
    requireInviter(group, actor);
    group.revokedCodes.add(group.inviteCode);
    group.inviteCode = freshCode();
    group.save();
    const content = stanza('invite', { code: group.inviteCode });
    this.notices.tell(group, { change: 'invite', details: { code: group.inviteCode }, content, actor });
    return group.inviteCode;
  }

  /** The group that a code leads to. @throws GroupRefusal 410 for a revoked code, 406 for one that never was */
  byCode(code: string): Group {
    const found = this.groups.byCode(code);
    if (!found) throw new GroupRefusal(406, 'not-acceptable');
    if (found.revoked) throw new GroupRefusal(410, 'gone');
    return found.group;
  }

  /**
   * Follows the invite link; nothing happens to those who are in the group.
   * @returns whether an admin has to say yes first
   * @throws GroupRefusal as `byCode`
   */
  join(account: Account, code: string): { group: Group; pending: boolean } {
    const group = this.byCode(code);
    if (group.has(account.phone)) return { group, pending: false };
    if (!group.joinApproval) {
      this.membership.enter(group, account, [account], 'invite');
      return { group, pending: false };
    }
    if (!group.requests.has(account.phone)) this.request(group, account);
    return { group, pending: true };
  }

  /** Takes a request back. @throws GroupRefusal 404 when there is none */
  cancel(account: Account, group: Group): void {
    if (!group.requests.delete(account.phone)) throw new GroupRefusal(404, 'item-not-found');
    this.tellOfRefusal(group, account, account);
  }

  /** Lets those in who have asked, or does not. @throws GroupRefusal 403 for those who are no admins */
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

  /** Whether a personal invitation is good. */
  invited(account: Account, group: Group, code: string | undefined): boolean {
    const invitation = group.invitations.get(code ?? '');
    return invitation?.phone === account.phone && invitation.expiration > nowSeconds();
  }

  /** Accepts a personal invitation. @throws GroupRefusal 410 when it is not, or no longer, good */
  accept(account: Account, group: Group, code: string): void {
    if (!this.invited(account, group, code)) throw new GroupRefusal(410, 'gone');
    group.invitations.delete(code);
    if (!group.has(account.phone)) this.membership.enter(group, account, [account], 'invite');
  }

  /** Takes personal invitations back. @throws GroupRefusal 403 for those who are no admins */
  withdraw(actor: Account, group: Group, people: Account[]): void {
    requireAdmin(group, actor);
    const phones = new Set(people.map(({ phone }) => phone));
    for (const { code, phone } of group.invitations.values())
      if (phones.has(phone)) group.invitations.delete(code);
    group.save();
  }

  private request(group: Group, account: Account): void {
    group.requests.set(account.phone, { method: 'invite_link', at: nowSeconds() });
    group.save();
    const user = { ...participantNode(group, account), tag: 'requested_user' };
    const content = stanza('created_membership_requests', { request_method: 'invite_link' }, [user]);
    this.tellOfRequest(group, account, account, 'request', content);
  }

  private tellOfRefusal(group: Group, actor: Account, account: Account): void {
    group.save();
    const content = stanza('revoked_membership_requests', {}, [participantNode(group, account)]);
    const change = actor === account ? 'request-cancelled' : 'request-rejected';
    this.tellOfRequest(group, actor, account, change, content);
  }

  /** Requests are between the admins and whoever asks. */
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
