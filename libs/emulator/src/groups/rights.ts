import type { Account } from '../accounts/account.js';
import type { Group } from './group.js';

/** A refusal with the code and text of WhatsApp's server. */
export class GroupRefusal extends Error {
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(text);
  }
}

/** @throws GroupRefusal 403 when the account is not a member */
export function requireMember(group: Group, account: Account): void {
  if (!group.has(account.phone)) throw new GroupRefusal(403, 'forbidden');
}

/** @throws GroupRefusal 403 when the account is not an admin */
export function requireAdmin(group: Group, account: Account): void {
  if (!group.isAdmin(account.phone)) throw new GroupRefusal(403, 'forbidden');
}

/** Settings of communities and their groups for announcements are fixed (Baileys' issue 2754). @throws GroupRefusal 400, 403 */
export function requireSettings(group: Group, account: Account): void {
  requireAdmin(group, account);
  if (group.isFixed) throw new GroupRefusal(400, 'bad-request');
}

/** Members may change subject, description and picture; in a locked group only admins. @throws GroupRefusal 403 */
export function requireEditor(group: Group, account: Account): void {
  if (group.locked) requireAdmin(group, account);
  else requireMember(group, account);
}

/** Admins see the invite link. @throws GroupRefusal 401 for other members, 403 for everyone else */
export function requireInviter(group: Group, account: Account): void {
  requireMember(group, account);
  if (!group.isAdmin(account.phone)) throw new GroupRefusal(401, 'not-authorized');
}
