import type { WASocket } from '@whiskeysockets/baileys';
import { type ChannelFacts, countIn, readChannel, readChannels } from '../codec/channel.js';
import { isMadeSince } from '../codec/creation.js';
import { isJson } from '../codec/json.js';
import type { InstanceContext } from '../context/instance-context.js';
import { unusable, withUnknownOutcome } from '../faults.js';
import { profilePicture } from '../media/profile-picture.js';
import { parseChannel } from '../wire/jids.js';
import { ask } from '../wire/query.js';
import { lidOfPerson } from './people.js';
import { askAboutChannel, unknownChannel } from './queries.js';

export interface NewChannel {
  name: string;
  description?: string;
  /** Whether to accept WhatsApp's terms for channels first. */
  acceptTerms?: boolean;
}

export interface ChannelChange {
  name?: string;
  /** An empty string removes the description. */
  description?: string;
}

/** A channel as callers see it. */
export interface ChannelView extends ChannelFacts {
  inviteLink?: string;
}

/** An invitation to be an admin. */
export interface AdminInvitation {
  /** Epoch ms. */
  expiresAt?: number;
}

const INVITE_LINK = 'https://whatsapp.com/channel/';
/** The terms for those who create channels, and how far they are accepted (whatsmeow `AcceptTOSNotice`). */
const TERMS = { id: '20601218', stage: '5' };
/** What else of a channel could be asked for. */
const EXTRAS = { fetch_pinned_messages: false, fetch_status_metadata: false, fetch_wamo_sub: false };

/** The channels of an instance: WhatsApp is asked for every answer, and confirms every change. */
export class Channels {
  constructor(private readonly context: InstanceContext) {}

  /** @throws WhatsAppFault as {@link get} */
  async create({ name, description, acceptTerms }: NewChannel): Promise<ChannelView> {
    const input = { name, description: description ?? null, picture: null };
    return this.context.uplink.ask(async (socket) => {
      if (acceptTerms)
        await ask(socket, { xmlns: 'tos', type: 'set', content: [{ tag: 'notice', attrs: TERMS }] });
      return shown(readChannel(await askAboutChannel(socket, 'create', { input })));
    });
  }

  /**
   * Finds the channel that {@link create} made, if its answer was lost.
   * @param since epoch ms
   * @returns undefined if no channel was created
   * @throws WhatsAppFault as {@link get}; it is then unknown whether a channel was created
   */
  async createdSince(name: string, since: number): Promise<ChannelView | undefined> {
    try {
      const channels = await this.list();
      return channels.find((channel) => channel.role === 'owner' && isMadeSince(channel, name, since));
    } catch (error) {
      throw withUnknownOutcome(error);
    }
  }

  /** The channels that the account follows, its own included. @throws WhatsAppFault as {@link get} */
  async list(): Promise<ChannelView[]> {
    const variables = { fetch_status_metadata: false, fetch_wamo_sub: false };
    const answer = await this.context.uplink.ask((socket) => askAboutChannel(socket, 'list', variables));
    return readChannels(answer).map((facts) => shown(facts));
  }

  /**
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, CHANNEL_NOT_FOUND, WHATSAPP_ERROR if the account may not do
   *   this, UPSTREAM_TIMEOUT
   */
  async get(jid: string): Promise<ChannelView> {
    const key = parseChannel(jid, 'channelJid');
    const facts = await this.find({ key, type: 'JID' });
    if (!facts) throw unknownChannel();
    return shown(facts);
  }

  /** The channel that an invite link leads to. @throws WhatsAppFault as {@link get} */
  async byInvite(code: string): Promise<ChannelView> {
    const facts = await this.find({ key: code, type: 'INVITE' });
    if (!facts) throw unknownChannel('unknown_code');
    return shown(facts);
  }

  /** @throws WhatsAppFault as {@link get} */
  async update(jid: string, { name, description }: ChannelChange): Promise<void> {
    await this.change(jid, { name, description });
  }

  /** Checks whether a channel can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.context.uplink.link();
  }

  /**
   * @param path path of an image
   * @throws WhatsAppFault as {@link get}; INVALID_REQUEST if the image cannot be read, MEDIA_FETCH_FAILED if it has too many
   *   pixels
   */
  async setPicture(jid: string, path: string): Promise<void> {
    await this.change(jid, { picture: (await profilePicture(path)).toString('base64') });
  }

  /** Succeeds even if there is no picture. @throws WhatsAppFault as {@link get} */
  async removePicture(jid: string): Promise<void> {
    await this.change(jid, { picture: '' });
  }

  /** Deletes a channel for everyone. Only its owner may. @throws WhatsAppFault as {@link get} */
  async delete(jid: string): Promise<void> {
    await this.act('delete', jid);
  }

  /** Succeeds even if the account follows the channel already. @throws WhatsAppFault as {@link get} */
  async follow(jid: string): Promise<void> {
    await this.act('follow', jid);
  }

  /** Succeeds even if the account does not follow the channel. @throws WhatsAppFault as {@link get} */
  async unfollow(jid: string): Promise<void> {
    await this.act('unfollow', jid);
  }

  /** Turns the notifications about posts off or on, on all devices of the account. @throws WhatsAppFault as {@link get} */
  async mute(jid: string, muted: boolean): Promise<void> {
    const channel = parseChannel(jid, 'channelJid');
    const input = { newsletter_id: channel, type: 'MUTE_ADMIN_ACTIVITY', value: muted ? 'ON' : 'OFF' };
    await this.context.uplink.ask((socket) => askAboutChannel(socket, 'changeSetting', { input }));
  }

  /** The number of admins, the owner included, which only they can see. @throws WhatsAppFault as {@link get} */
  async adminCount(jid: string): Promise<number> {
    const info = await this.act('adminInfo', jid);
    const count = isJson(info) ? countIn(info, 'admin_count') : undefined;
    if (count === undefined) throw unusable();
    return count;
  }

  /**
   * Invites somebody to be an admin. They learn it from a message only, which has to be sent beside this.
   * @param person phone number or JID
   * @throws WhatsAppFault as {@link get}; CONTACT_NOT_FOUND
   */
  async inviteAdmin(jid: string, person: string): Promise<AdminInvitation> {
    const invitation = await this.about('inviteAdmin', jid, person);
    const until = isJson(invitation) ? countIn(invitation, 'invite_expiration_time') : undefined;
    return { expiresAt: until === undefined ? undefined : until * 1000 };
  }

  /** Cancels an invitation to be an admin. @throws WhatsAppFault as {@link inviteAdmin} */
  async revokeInvitation(jid: string, person: string): Promise<void> {
    await this.about('revokeInvitation', jid, person);
  }

  /** Makes an admin a mere follower. @throws WhatsAppFault as {@link inviteAdmin} */
  async demote(jid: string, person: string): Promise<void> {
    await this.about('demote', jid, person);
  }

  /** Makes an admin the owner; the account stays an admin. @throws WhatsAppFault as {@link inviteAdmin} */
  async changeOwner(jid: string, person: string): Promise<void> {
    await this.about('changeOwner', jid, person);
  }

  private async find(input: { key: string; type: 'JID' | 'INVITE' }): Promise<ChannelFacts | undefined> {
    const variables = {
      input: { ...input, view_role: 'GUEST' },
      fetch_creation_time: true,
      fetch_full_image: true,
      fetch_viewer_metadata: true,
      ...EXTRAS,
    };
    return readChannel(await this.context.uplink.ask((socket) => askAboutChannel(socket, 'get', variables)));
  }

  private async change(jid: string, updates: ChannelChange & { picture?: string }): Promise<void> {
    const channel = parseChannel(jid, 'channelJid');
    const variables = { newsletter_id: channel, updates: { ...updates, settings: null } };
    await this.context.uplink.ask((socket) => askAboutChannel(socket, 'update', variables));
  }

  private async act(name: 'delete' | 'follow' | 'unfollow' | 'adminInfo', jid: string): Promise<unknown> {
    const channel = parseChannel(jid, 'channelJid');
    return this.context.uplink.ask((socket) => askAboutChannel(socket, name, { newsletter_id: channel }));
  }

  private async about(
    name: 'inviteAdmin' | 'revokeInvitation' | 'demote' | 'changeOwner',
    jid: string,
    person: string,
  ): Promise<unknown> {
    const channel = parseChannel(jid, 'channelJid');
    return this.context.uplink.ask(async (socket: WASocket) => {
      const user = await lidOfPerson(this.context, socket, person);
      return askAboutChannel(socket, name, { newsletter_id: channel, user_id: user });
    });
  }
}

function shown(facts: ChannelFacts | undefined): ChannelView {
  if (!facts) throw unusable();
  const { inviteCode } = facts;
  return { ...facts, inviteLink: inviteCode === undefined ? undefined : INVITE_LINK + inviteCode };
}
