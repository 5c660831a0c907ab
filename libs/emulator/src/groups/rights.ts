import type { Account } from '../accounts/account.js';
import type { Group } from './group.js';

/** What somebody may not do, or not in this way; the code is the server's. */
export class GroupRefusal extends Error {
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(text);
  }
}

/** @throws GroupRefusal 403 for those outside */
export function requireMember(group: Group, account: Account): void {
  if (!group.has(account.phone)) throw new GroupRefusal(403, 'forbidden');
}

/** @throws GroupRefusal 403 for those outside and for members who are no admins */
export function requireAdmin(group: Group, account: Account): void {
  if (!group.isAdmin(account.phone)) throw new GroupRefusal(403, 'forbidden');
}

/** Subject, description and picture are every member's business unless the group is locked. @throws GroupRefusal */
export function requireEditor(group: Group, account: Account): void {
  if (group.locked) requireAdmin(group, account);
  else requireMember(group, account);
}

/** The invite link: members who are no admins are told apart from those outside. @throws GroupRefusal */
export function requireInviter(group: Group, account: Account): void {
  requireMember(group, account);
  if (!group.isAdmin(account.phone)) throw new GroupRefusal(401, 'not-authorized');
}
