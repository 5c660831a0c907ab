import { EXAMPLE_FILES } from '../harness/example-files.js';
import type { Dice } from '../harness/random.js';
import type { World } from '../harness/world.js';
import type { Pools } from './pools.js';

/** What only some operations can be about: the pool that their `messageId` is from. */
const MESSAGES: Readonly<Record<string, string>> = {
  getMessageMedia: 'fileId',
  createMediaLink: 'fileId',
  voteInPoll: 'pollId',
  changeEvent: 'ownEventId',
  answerEvent: 'eventId',
  getScheduled: 'scheduledId',
  cancelScheduled: 'scheduledId',
  deleteStatusPost: 'ownPostId',
  getContactStatusMedia: 'postId',
  viewStatusPost: 'postId',
  reactToStatusPost: 'postId',
};

/** The same for the channel. */
const CHANNELS: Readonly<Record<string, string>> = {
  unfollowChannel: 'theirChannelJid',
  voteInChannelPoll: 'theirChannelJid',
  getChannelPostMedia: 'ownChannelJid',
  demoteChannelAdmin: 'ownChannelJid',
  revokeChannelInvitation: 'ownChannelJid',
  changeChannelOwner: 'ownChannelJid',
};

/** What an operation takes as its file, where the operation's name does not say it. */
const FILES: Readonly<Record<string, string>> = {
  sendAlbum: EXAMPLE_FILES.image,
  createProduct: EXAMPLE_FILES.image,
  postVideoStatus: EXAMPLE_FILES.video,
  postVoiceStatus: EXAMPLE_FILES.audio,
};

const PICTURE = { kind: 'image', media: EXAMPLE_FILES.image.split(',', 2)[1], mimetype: 'image/png' };
const ENDPOINTS = new Set(['createEndpoint', 'createGlobalEndpoint']);

const OPTIONS = ['Yes', 'No'];

interface Invitation {
  groupJid: string;
  inviteCode: string;
  expiresAt: string;
}

/** What the operations need that are about one kind of thing only. */
export class Props {
  private invitation: Invitation | undefined;
  private community: { communityJid: string; groupJid: string } | undefined;

  constructor(
    private readonly world: World,
    private readonly pools: Pools,
    private readonly dice: Dice,
    /** Phone of the instance. */
    private readonly bot: string,
    /** Phones, of which the first does the things that the instance answers. */
    private readonly people: readonly [string, string, string],
  ) {}

  /** Makes them again. */
  async lay(): Promise<void> {
    await this.write();
    await this.invite();
    await this.gather();
    await this.publish();
  }

  /** A value of a field or parameter that only this operation can use; undefined: none. */
  known(operation: string, name: string): unknown {
    // Now and then it is about something else.
    if (this.dice.roll(4) === 0) return undefined;
    switch (name) {
      case 'messageId':
        return this.pools.pick(MESSAGES[operation] ?? '');
      case 'channelJid':
        return this.pools.pick(CHANNELS[operation] ?? '');
      case 'media':
        return FILES[operation];
      case 'options[]':
        return operation.startsWith('voteIn') ? this.dice.pick(OPTIONS) : undefined;
      case 'serverId':
        return '100';
      case 'author':
        return this.people[0];
      case 'addresses[]':
        return this.dice.pick(this.people);
      case 'name':
        return ENDPOINTS.has(operation) ? this.dice.pick(['crm', 'other']) : undefined;
      case 'person':
        return this.people[operation === 'revokeChannelInvitation' ? 2 : 1];
      default:
        return this.ofGroups(operation, name);
    }
  }

  private ofGroups(operation: string, name: string): unknown {
    if (operation === 'joinCommunityGroup' && this.community) return Object(this.community)[name];
    if (operation !== 'getGroupByInvitation' && operation !== 'acceptGroupInvitation') return undefined;
    return name === 'invitedBy' ? this.people[0] : Object(this.invitation)[name];
  }

  private async write(): Promise<void> {
    const [from] = this.people;
    const event = { name: 'Lunch', startsAt: Math.round(Date.now() / 1000) + 3_600 };
    const messages = `/phones/${from}/messages`;
    await this.add('pollId', messages, { to: this.bot, poll: { name: 'Lunch?', options: OPTIONS } });
    await this.add('eventId', messages, { to: this.bot, event });
    await this.add('fileId', messages, { to: this.bot, ...PICTURE });
    await this.add('postId', `/phones/${from}/status-posts`, { to: [this.bot], ...PICTURE });
  }

  private async add(pool: string, path: string, body: object): Promise<void> {
    const { messageId } = await this.world.emulator.request('POST', path, body);
    this.pools.add(pool, messageId);
  }

  /** A group that the instance is invited to in person, since nobody may add it. */
  private async invite(): Promise<void> {
    const { emulator } = this.world;
    const [host] = this.people;
    await emulator.request('PATCH', `/phones/${this.bot}`, { groupAdd: 'none' });
    const body = { subject: 'Guests', participants: [this.bot] };
    const { jid, results } = await emulator.request('POST', `/phones/${host}/groups`, body);
    await emulator.request('PATCH', `/phones/${this.bot}`, { groupAdd: 'all' });
    const { code, expiration } = Object(Object(results[0]).invitation);
    const expiresAt = new Date(Number(expiration) * 1000).toISOString();
    this.invitation = { groupJid: String(jid), inviteCode: String(code), expiresAt };
  }

  /** A community with a group that the instance is not in. */
  private async gather(): Promise<void> {
    const { emulator } = this.world;
    const [host, guest] = this.people;
    const { jid: groupJid } = await emulator.request('POST', `/phones/${host}/groups`, {
      subject: 'Sales',
      participants: [guest],
    });
    const { jid: communityJid } = await emulator.request('POST', `/phones/${host}/communities`, {
      subject: 'Acme',
      participants: [this.bot],
    });
    await emulator.request('POST', `/phones/${host}/communities/${communityJid}/groups`, {
      link: [groupJid],
    });
    this.community = { communityJid: String(communityJid), groupJid: String(groupJid) };
  }

  /** A channel that the instance follows, with a poll, and one of its own, with a file, an admin and an invitation. */
  private async publish(): Promise<void> {
    const { emulator, api } = this.world;
    const [host, admin, invited] = this.people;
    const { jid } = await emulator.request('POST', `/phones/${host}/channels`, { name: 'News' });
    await emulator.request('POST', `/phones/${host}/channels/${jid}/posts`, {
      poll: { name: 'Lunch?', options: OPTIONS },
    });
    await emulator.request('PUT', `/phones/${this.bot}/channels/${jid}/follow`);
    this.pools.add('theirChannelJid', jid);
    const own = await emulator.request('POST', `/phones/${this.bot}/channels`, { name: 'Ours' });
    const channel = `channels/${own.jid}`;
    for (const phone of [admin, invited]) {
      await emulator.request('PUT', `/phones/${phone}/${channel}/follow`);
      await emulator.request('POST', `/phones/${this.bot}/${channel}/admins`, { phone });
    }
    await emulator.request('POST', `/phones/${admin}/${channel}/admins/accept`);
    const body = JSON.stringify({ to: own.jid, media: EXAMPLE_FILES.image });
    const headers = { 'Content-Type': 'application/json' };
    await api.raw('/api/v1/instances/bot/messages/image', { method: 'POST', headers, body });
    this.pools.add('ownChannelJid', own.jid);
  }
}
