import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';
import { type Post, postJson, readPost } from './post.js';

export const CHANNEL_SERVER = 'newsletter';

const ROLES = ['owner', 'admin', 'subscriber'] as const;
export type ChannelRole = (typeof ROLES)[number];

export const CHANNEL_STATES = ['ACTIVE', 'SUSPENDED', 'GEOSUSPENDED', 'DELETED'] as const;
export type ChannelState = (typeof CHANNEL_STATES)[number];

/** A name or a description. */
export interface ChannelText {
  id: string;
  text: string;
  /** Microseconds since the epoch. */
  at: number;
}

export interface ChannelPicture {
  id: string;
  /** Path on the media server. */
  path: string;
}

/** What a channel is created with. */
export interface ChannelOrigin {
  /** Digits; the user of the JID. */
  id: string;
  /** Seconds. */
  creation: number;
  name: string;
  inviteCode: string;
}

/** A channel on the server. People are kept by phone number. */
export class Channel {
  readonly id: string;
  readonly creation: number;
  readonly inviteCode: string;
  state: ChannelState = 'ACTIVE';
  verified = false;
  name: ChannelText;
  description: ChannelText | undefined;
  picture: ChannelPicture | undefined;
  /** Those who follow it, with their roles, by phone. */
  readonly followers = new Map<string, ChannelRole>();
  /** Phones of the followers who have muted it. */
  readonly muted = new Set<string>();
  /** When the invitation of a future admin ends, in seconds, by phone. */
  readonly invitations = new Map<string, number>();
  /** In the order of their numbers. */
  readonly posts: Post[] = [];

  constructor(
    private readonly stateFile: StateFile,
    { id, creation, name, inviteCode }: ChannelOrigin,
  ) {
    this.id = id;
    this.creation = creation;
    this.inviteCode = inviteCode;
    this.name = { id: String(creation), text: name, at: creation * 1_000_000 };
  }

  /** Restores what `save` wrote. */
  static restore(stateFile: StateFile, value: unknown): Channel {
    const fields = Fields.of(value, 'channel');
    const name = readText(fields.child('name'));
    const channel = new Channel(stateFile, {
      id: fields.text('id'),
      creation: fields.integer('creation'),
      name: name.text,
      inviteCode: fields.text('inviteCode'),
    });
    channel.name = name;
    channel.state = fields.oneOf('state', CHANNEL_STATES);
    channel.verified = fields.flag('verified');
    const description = fields.optionalChild('description');
    channel.description = description && readText(description);
    const picture = fields.optionalChild('picture');
    channel.picture = picture && { id: picture.text('id'), path: picture.text('path') };
    for (const follower of fields.records('followers'))
      channel.followers.set(follower.text('phone'), follower.oneOf('role', ROLES));
    for (const phone of fields.texts('muted')) channel.muted.add(phone);
    for (const invitation of fields.records('invitations'))
      channel.invitations.set(invitation.text('phone'), invitation.integer('until'));
    channel.posts.push(...fields.records('posts').map(readPost));
    return channel;
  }

  get jid(): string {
    return `${this.id}@${CHANNEL_SERVER}`;
  }

  /** Whether somebody may post and change the channel. */
  isAdmin(phone: string): boolean {
    const role = this.followers.get(phone);
    return role === 'owner' || role === 'admin';
  }

  get admins(): string[] {
    return [...this.followers.keys()].filter((phone) => this.isAdmin(phone));
  }

  save(): void {
    this.stateFile.put(`channel/${this.id}`, () => this.json());
  }

  private json(): Json {
    return {
      id: this.id,
      creation: this.creation,
      inviteCode: this.inviteCode,
      state: this.state,
      verified: this.verified,
      name: { ...this.name },
      description: this.description && { ...this.description },
      picture: this.picture && { ...this.picture },
      followers: [...this.followers].map(([phone, role]) => ({ phone, role })),
      muted: [...this.muted],
      invitations: [...this.invitations].map(([phone, until]) => ({ phone, until })),
      posts: this.posts.map(postJson),
    };
  }
}

function readText(fields: Fields): ChannelText {
  return { id: fields.text('id'), text: fields.text('text'), at: fields.integer('at') };
}
