import { Readable } from 'node:stream';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { MediaStore } from '../media/media-store.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds } from '../wire/ids.js';
import type { Channel, ChannelState, ChannelText } from './channel.js';
import type { Channels } from './channels.js';
import { metadata, threadMetadata } from './metadata.js';
import type { ChannelNotices, ChannelOperation } from './notices.js';
import { ChannelRefusal, notAllowed, requireAdmin, requireOwner } from './rights.js';

/** How long an admin's invitation is valid, in seconds. */
const INVITATION_S = 7 * 86_400;

/** The longest name and description, in UTF-16 code units. */
const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 2048;

/** Who does something. */
export interface Actor {
  account: Account;
  /** Undefined for the phone. */
  companion?: Companion;
}

/** Changes of a channel. */
export interface ChannelChange {
  name?: string;
  /** Empty removes it. */
  description?: string;
  /** A JPEG; empty removes the picture. */
  picture?: Buffer;
}

function textOf(text: string, most: number): ChannelText {
  if (text.length > most) throw new ChannelRefusal(400, 'Bad Request');
  return { id: String(Date.now()), text, at: Date.now() * 1000 };
}

/** Creating, changing and following channels. Every method throws ChannelRefusal when the server refuses. */
export class ChannelManagement {
  constructor(
    private readonly channels: Channels,
    private readonly directory: Directory,
    private readonly notices: ChannelNotices,
    private readonly store: MediaStore,
  ) {}

  async create({ account }: Actor, { name, description, picture }: ChannelChange): Promise<Channel> {
    if (name === undefined || name.trim() === '' || name.length > LONGEST_NAME)
      throw new ChannelRefusal(400, 'Bad Request');
    const channel = this.channels.create(account.phone, name);
    if (description) channel.description = textOf(description, LONGEST_DESCRIPTION);
    if (picture && picture.length > 0) await this.setPicture(account, channel, picture);
    channel.save();
    return channel;
  }

  async change(actor: Actor, channel: Channel, change: ChannelChange): Promise<void> {
    requireAdmin(channel, actor.account);
    const { name, description, picture } = change;
    if (name !== undefined) {
      if (name.trim() === '') throw new ChannelRefusal(400, 'Bad Request');
      channel.name = textOf(name, LONGEST_NAME);
    }
    if (description !== undefined)
      channel.description = description === '' ? undefined : textOf(description, LONGEST_DESCRIPTION);
    if (picture) await this.setPicture(actor.account, channel, picture);
    channel.save();
    const { jid, state } = channel;
    const data = { id: jid, state: { type: state }, thread_metadata: threadMetadata(channel, false) };
    this.tellFollowers(channel, 'changed', data, actor);
  }

  follow(actor: Actor, channel: Channel): void {
    const { phone } = actor.account;
    if (channel.followers.has(phone)) return;
    channel.followers.set(phone, 'subscriber');
    channel.save();
    this.notices.tell(actor.account, 'joined', metadata(channel, phone), actor.companion);
  }

  /** The owner cannot leave the channel. */
  unfollow(actor: Actor, channel: Channel): void {
    const { phone } = actor.account;
    const role = channel.followers.get(phone);
    if (role === 'owner') throw notAllowed();
    if (role === undefined) return;
    channel.followers.delete(phone);
    channel.muted.delete(phone);
    channel.save();
    this.notices.tell(actor.account, 'left', { id: channel.jid }, actor.companion);
  }

  mute(actor: Actor, channel: Channel, muted: boolean): void {
    const { phone } = actor.account;
    if (!channel.followers.has(phone)) throw notAllowed();
    if (muted) channel.muted.add(phone);
    else channel.muted.delete(phone);
    channel.save();
    const setting = { type: 'MUTE_ADMIN_ACTIVITY', value: muted ? 'ON' : 'OFF' };
    this.notices.tell(actor.account, 'setting', { id: channel.jid, setting }, actor.companion);
  }

  delete(actor: Actor, channel: Channel): void {
    requireOwner(channel, actor.account);
    this.setState(channel, 'DELETED', actor);
  }

  /** Suspends a channel, ends that, or deletes it. @param by undefined for WhatsApp itself */
  setState(channel: Channel, state: ChannelState, by?: Actor): void {
    channel.state = state;
    channel.save();
    for (const phone of channel.followers.keys()) {
      const data = { id: channel.jid, is_requestor: phone === by?.account.phone, state: { type: state } };
      this.notices.tell(this.directory.ensure(phone), 'state', data, by?.companion);
    }
  }

  /** Invites somebody to be an admin. @returns when the invitation ends, in seconds */
  invite({ account }: Actor, channel: Channel, person: Account): number {
    requireOwner(channel, account);
    if (channel.isAdmin(person.phone)) throw new ChannelRefusal(409, 'Conflict');
    const until = nowSeconds() + INVITATION_S;
    channel.invitations.set(person.phone, until);
    channel.save();
    return until;
  }

  revokeInvitation({ account }: Actor, channel: Channel, person: Account): void {
    requireOwner(channel, account);
    if (!channel.invitations.delete(person.phone)) throw new ChannelRefusal(404, 'Not Found');
    channel.save();
  }

  acceptInvitation({ account }: Actor, channel: Channel): void {
    if (!channel.invitations.delete(account.phone)) throw notAllowed();
    this.setRole(channel, account, 'admin', 'promoted');
  }

  demote({ account, companion }: Actor, channel: Channel, person: Account): void {
    if (account.phone !== person.phone) requireOwner(channel, account);
    if (channel.followers.get(person.phone) !== 'admin') throw new ChannelRefusal(404, 'Not Found');
    this.setRole(channel, person, 'subscriber', 'demoted', { account, companion });
  }

  /** Only an admin can become the owner. */
  changeOwner(actor: Actor, channel: Channel, person: Account): void {
    requireOwner(channel, actor.account);
    if (channel.followers.get(person.phone) !== 'admin') throw new ChannelRefusal(400, 'Bad Request');
    this.setRole(channel, actor.account, 'admin', 'demoted', actor);
    this.setRole(channel, person, 'owner', 'promoted', actor);
  }

  private setRole(
    channel: Channel,
    person: Account,
    role: 'owner' | 'admin' | 'subscriber',
    operation: 'promoted' | 'demoted',
    by?: Actor,
  ): void {
    channel.followers.set(person.phone, role);
    channel.save();
    const data = {
      id: channel.jid,
      user: { id: person.lidJid, pn: person.pnJid },
      actor: by && { id: by.account.lidJid, pn: by.account.pnJid },
      user_new_role: role.toUpperCase(),
    };
    for (const phone of new Set([...channel.admins, person.phone]))
      this.notices.tell(this.directory.ensure(phone), operation, data, by?.companion);
  }

  private tellFollowers(
    channel: Channel,
    operation: ChannelOperation,
    data: Json,
    { companion }: Actor,
  ): void {
    for (const phone of channel.followers.keys())
      this.notices.tell(this.directory.ensure(phone), operation, data, companion);
  }

  private async setPicture(account: Account, channel: Channel, image: Buffer): Promise<void> {
    if (image.length === 0) {
      channel.picture = undefined;
      return;
    }
    const stored = await this.store.add(Readable.from([image]), account.phone, { kind: 'picture' });
    channel.picture = { id: String(Date.now()), path: this.store.directPath(stored) };
  }
}
