import { proto, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Receipts } from '../chats/receipts.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import { STATUS_JID } from '../wire/jid.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import type { DeviceCipher } from './device-cipher.js';
import { distributionMessage } from './group-fan-out.js';
import type { FeedPost, StatusFeed } from './status-feed.js';

/** What a phone posts to its status. */
export interface StatusDraft {
  message: proto.IMessage;
  /** The stanza's type. */
  type: 'text' | 'media';
  /** `7` deletes a post. */
  edit?: string;
  /** Default: a new id. */
  id?: string;
}

/**
 * Posts to a person's status. A post is encrypted once, with the sender key that the phone has for its posts. A device
 * that was linked after the key had been passed on gets posts that it cannot read.
 */
export class StatusPosts {
  /** The phones of those who got a post, by its author and id. */
  private readonly audiences = new Map<string, Account[]>();

  constructor(
    private readonly cipher: DeviceCipher,
    private readonly delivery: Delivery,
    private readonly receipts: Receipts,
    private readonly feed: StatusFeed,
  ) {}

  /**
   * @param audience the people who get it, besides the sender's own companions
   * @param keys whether the companions get the sender key with the post
   * @returns the post's id
   */
  post(sender: Account, audience: Account[], draft: StatusDraft, keys: boolean): Promise<string> {
    return sender.lane.run(async () => {
      const { message, type, edit, id = phoneMessageId() } = draft;
      const plaintext = Buffer.from(proto.Message.encode(message).finish());
      const sealed = await sender.primary.encryptForGroup(
        STATUS_JID,
        sender.lidJid,
        writeRandomPadMax16(plaintext),
      );
      const body = stanza('enc', { v: 2, type: 'skmsg' }, sealed.body);
      const timestamp = nowSeconds();
      const common = { id, timestamp, type, edit, device: 0 };
      sender.sent.add({ ...common, to: STATUS_JID, recipient: STATUS_JID, receipts: [] });
      this.audiences.set(`${sender.phone} ${id}`, audience);
      for (const account of new Set([...audience, sender])) {
        this.feed.take(account, { sender, device: 0, id, timestamp }, message);
        for (const companion of account.companions.values()) {
          const key = keys ? [await this.key(sender, account, companion, sealed.distribution)] : [];
          const attributes = { ...addressesOf(sender), id, t: timestamp, type, edit };
          this.delivery.toCompanion(account, companion, stanza('message', attributes, [...key, body]));
        }
      }
      return id;
    });
  }

  /** Deletes a post of the phone for everybody who got it. @returns the id of the deletion */
  delete(sender: Account, id: string): Promise<string> {
    const key = { remoteJid: STATUS_JID, fromMe: true, id, participant: sender.lidJid };
    const message = { protocolMessage: { key, type: proto.Message.ProtocolMessage.Type.REVOKE } };
    const audience = this.audiences.get(`${sender.phone} ${id}`) ?? [];
    return this.post(sender, audience, { message, type: 'text', edit: '7' }, true);
  }

  /** Shows a post to the person, and tells its author. */
  view(account: Account, author: Account, post: FeedPost): void {
    post.viewed = true;
    this.feed.view(author, post.id, account, 'read');
    this.receipts.confirm(author, post.id, { account, device: 0 }, 'read');
  }

  /**
   * Reacts to a post of somebody else, encrypted for each of their devices (WhatsApp Web's `WAWebSendStatusReactionAction`).
   * @returns the id of the reaction
   */
  react(sender: Account, author: Account, postId: string, emoji: string): Promise<string> {
    return sender.lane.run(async () => {
      const id = phoneMessageId();
      const timestamp = nowSeconds();
      const key = { remoteJid: STATUS_JID, fromMe: false, id: postId, participant: author.lidJid };
      const message = { reactionMessage: { key, text: emoji, senderTimestampMs: timestamp * 1000 } };
      const plaintext = proto.Message.encode(message).finish();
      this.feed.take(author, { sender, device: 0, id, timestamp }, message);
      for (const companion of author.companions.values()) {
        const enc = await this.cipher.seal(sender, author, companion, plaintext, { 'decrypt-fail': 'hide' });
        const attributes = {
          ...addressesOf(sender),
          id,
          t: timestamp,
          type: 'reaction',
          edit: emoji === '' ? '7' : undefined,
        };
        this.delivery.toCompanion(author, companion, stanza('message', attributes, [enc]));
      }
      return id;
    });
  }

  private async key(sender: Account, account: Account, companion: Companion, distribution: Uint8Array) {
    const message = distributionMessage(STATUS_JID, distribution);
    return this.cipher.seal(sender, account, companion, proto.Message.encode(message).finish());
  }
}

/** How a stanza about a person's status posts names them. */
function addressesOf(sender: Account): Attributes {
  return {
    from: STATUS_JID,
    participant: sender.lidJid,
    participant_pn: sender.shownPnJid,
    notify: sender.name || undefined,
  };
}
