import { randomBytes, randomInt } from 'node:crypto';
import type { StateFile } from '../state/state-file.js';
import { nowSeconds } from '../wire/ids.js';
import { parseJid } from '../wire/jid.js';
import { Channel, CHANNEL_SERVER } from './channel.js';
import { ChannelRefusal } from './rights.js';

/** A new id: 18 digits, beginning as those of WhatsApp do. */
function freshId(): string {
  return `120363${String(randomInt(10 ** 12)).padStart(12, '0')}`;
}

/** A new invite code, as those of channels: `0029Va` and 18 more letters and digits. */
function freshCode(): string {
  const letters = randomBytes(32)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return `0029Va${letters.slice(0, 18).padEnd(18, 'A')}`;
}

/** Whether a JID names a channel. */
export function isChannelJid(jid: string | undefined): boolean {
  return parseJid(jid)?.server === CHANNEL_SERVER;
}

/** All channels of the server. */
export class Channels {
  private readonly byId = new Map<string, Channel>();

  constructor(private readonly stateFile: StateFile) {
    for (const [, value] of stateFile.entries('channel/')) {
      const channel = Channel.restore(stateFile, value);
      this.byId.set(channel.id, channel);
    }
  }

  /** @returns undefined for other JIDs, and for channels that are unknown or deleted */
  find(jid: string | undefined): Channel | undefined {
    const parsed = parseJid(jid);
    const channel = parsed?.server === CHANNEL_SERVER ? this.byId.get(parsed.user) : undefined;
    return channel?.state === 'DELETED' ? undefined : channel;
  }

  /** @throws ChannelRefusal 404 */
  known(jid: string | undefined): Channel {
    const channel = this.find(jid);
    if (!channel) throw new ChannelRefusal(404, 'Not Found');
    return channel;
  }

  byCode(code: string | undefined): Channel | undefined {
    return [...this.byId.values()].find(
      ({ inviteCode, state }) => inviteCode === code && state !== 'DELETED',
    );
  }

  /** The channels that a phone follows. */
  of(phone: string): Channel[] {
    return [...this.byId.values()].filter(
      ({ followers, state }) => followers.has(phone) && state !== 'DELETED',
    );
  }

  /** Creates a channel. @param owner phone */
  create(owner: string, name: string): Channel {
    let id = freshId();
    while (this.byId.has(id)) id = freshId();
    const origin = { id, creation: nowSeconds(), name, inviteCode: freshCode() };
    const channel = new Channel(this.stateFile, origin);
    channel.followers.set(owner, 'owner');
    this.byId.set(id, channel);
    channel.save();
    return channel;
  }
}
