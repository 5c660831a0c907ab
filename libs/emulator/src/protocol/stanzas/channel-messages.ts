import type { BinaryNode } from '@whiskeysockets/baileys';
import type { ChannelRooms } from '../../channels/channel-rooms.js';
import { isChannelJid } from '../../channels/channels.js';
import { type Post, POST_EDITS } from '../../channels/post.js';
import { ChannelRefusal } from '../../channels/rights.js';
import type { Login } from '../../routing/connection.js';
import { bytes, child, childrenNamed } from '../../wire/stanza.js';
import type { Publisher } from './messages.js';

/** A reaction with this `edit` is removed (Baileys `newsletterReactMessage`, whatsmeow `NewsletterSendReaction`). */
const TAKEN_BACK = '7';

/**
 * Messages to channels, in plain: posts and changes of them, which name the post by its id (whatsmeow `sendNewsletter`,
 * whatsapp-rust `build_newsletter_edit_node`), and reactions and votes, which name it by its number.
 */
export class ChannelMessages implements Publisher {
  constructor(private readonly rooms: ChannelRooms) {}

  serves(to: string): boolean {
    return isChannelJid(to);
  }

  publish(login: Login, node: BinaryNode): { error: string } | { server_id: number } {
    try {
      return { server_id: this.post(login, node).serverId };
    } catch (error) {
      if (error instanceof ChannelRefusal) return { error: String(error.code) };
      throw error;
    }
  }

  private post({ account, companion }: Login, node: BinaryNode): Post {
    const { to, id = '', type = 'text', edit, server_id } = node.attrs;
    const channel = this.rooms.channels.known(to);
    const actor = { account, companion };
    if (type === 'reaction') {
      const emoji = edit === TAKEN_BACK ? undefined : child(node, 'reaction')?.attrs.code;
      return this.rooms.posts.react(actor, channel, Number(server_id), emoji);
    }
    const meta = child(node, 'meta');
    if (meta?.attrs.polltype === 'vote') {
      const chosen = childrenNamed(child(node, 'votes'), 'vote').map(
        (vote) => bytes(vote)?.toString('hex') ?? '',
      );
      return this.rooms.posts.vote(actor, channel, Number(server_id), chosen);
    }
    const plain = child(node, 'plaintext');
    const plaintext = bytes(plain) ?? Buffer.alloc(0);
    const change = POST_EDITS.find((each) => each === edit);
    if (change) return this.rooms.posts.change(actor, channel, id, change, plaintext);
    if (plaintext.length === 0) throw new ChannelRefusal(400, 'Bad Request');
    return this.rooms.posts.publish(actor, channel, {
      id,
      type,
      mediatype: plain?.attrs.mediatype,
      mediaId: node.attrs.media_id,
      polltype: meta?.attrs.polltype,
      plaintext,
    });
  }
}
