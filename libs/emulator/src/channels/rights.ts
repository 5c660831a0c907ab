import type { Account } from '../accounts/account.js';
import type { Channel } from './channel.js';

/** A refusal with the code and text that WhatsApp's GraphQL answers have. */
export class ChannelRefusal extends Error {
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(text);
  }
}

/** The refusal of what an account may not do (as observed for channels that the account does not follow). */
export function notAllowed(): ChannelRefusal {
  return new ChannelRefusal(405, 'Not Allowed');
}

/** @throws ChannelRefusal 405 when the account is neither owner nor admin, 409 when the channel is suspended */
export function requireAdmin(channel: Channel, account: Account): void {
  if (!channel.isAdmin(account.phone)) throw notAllowed();
  if (channel.state !== 'ACTIVE') throw new ChannelRefusal(409, 'Conflict');
}

/** @throws ChannelRefusal 405 when the account is not the owner */
export function requireOwner(channel: Channel, account: Account): void {
  if (channel.followers.get(account.phone) !== 'owner') throw notAllowed();
}
