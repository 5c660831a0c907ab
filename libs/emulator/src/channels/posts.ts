import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Channel } from './channel.js';
import type { Actor } from './management.js';
import { countNodes, metaNodes, plaintextNode, type Post } from './post.js';
import { ChannelRefusal, requireAdmin } from './rights.js';

/** The number of the first post of a channel, as on WhatsApp. */
const FIRST_SERVER_ID = 100;

/** A new post, before the server has numbered it. */
export type NewPost = Pick<Post, 'id' | 'type' | 'mediatype' | 'mediaId' | 'polltype' | 'plaintext'>;

/** Posts in channels, and the reactions to them. Every method throws ChannelRefusal when the server refuses. */
export class ChannelPosts {
  /** JIDs of the channels whose counts a phone's companions want to hear of, with the end of that, in ms. */
  private readonly listeners = new Map<string, Map<Companion, { account: Account; until: number }>>();

  constructor(
    private readonly directory: Directory,
    private readonly delivery: Delivery,
  ) {}

  /** A post that was sent before, with the same id, is not published again. */
  publish(actor: Actor, channel: Channel, draft: NewPost): Post {
    requireAdmin(channel, actor.account);
    const known = channel.posts.find(({ id, by }) => id === draft.id && by === actor.account.phone);
    if (known) return known;
    const last = channel.posts.at(-1)?.serverId ?? FIRST_SERVER_ID - 1;
    const post: Post = {
      ...draft,
      serverId: last + 1,
      by: actor.account.phone,
      at: nowSeconds(),
      reactions: new Map(),
      votes: new Map(),
      views: 0,
      forwards: 0,
    };
    channel.posts.push(post);
    channel.save();
    this.distribute(channel, post, actor);
    return post;
  }

  /** Replaces the content of a post; an empty one deletes it. */
  change(actor: Actor, channel: Channel, id: string, edit: '3' | '8', plaintext: Buffer): Post {
    requireAdmin(channel, actor.account);
    const post = channel.posts.find((each) => each.id === id);
    if (!post || post.edit === '8') throw new ChannelRefusal(404, 'Not Found');
    post.edit = edit;
    post.plaintext = edit === '8' ? Buffer.alloc(0) : plaintext;
    if (edit === '3') post.editedAt = Date.now();
    channel.save();
    this.distribute(channel, post, actor);
    return post;
  }

  /** @param emoji undefined removes the reaction */
  react({ account }: Actor, channel: Channel, serverId: number, emoji: string | undefined): Post {
    if (!channel.followers.has(account.phone)) throw new ChannelRefusal(405, 'Not Allowed');
    const post = channel.posts.find((each) => each.serverId === serverId);
    if (!post || post.edit === '8') throw new ChannelRefusal(404, 'Not Found');
    if (emoji === undefined) post.reactions.delete(account.phone);
    else post.reactions.set(account.phone, emoji);
    channel.save();
    this.count(channel, post);
    return post;
  }

  /** @param options SHA-256 of each option in hex; none withdraws the vote */
  vote({ account }: Actor, channel: Channel, serverId: number, options: string[]): Post {
    if (!channel.followers.has(account.phone)) throw new ChannelRefusal(405, 'Not Allowed');
    const post = channel.posts.find((each) => each.serverId === serverId);
    if (!post || post.edit === '8' || post.polltype !== 'creation')
      throw new ChannelRefusal(404, 'Not Found');
    if (options.length > 0) post.votes.set(account.phone, options);
    else post.votes.delete(account.phone);
    channel.save();
    this.count(channel, post);
    return post;
  }

  /** Tells a companion about counts for a while. @returns how long, in seconds */
  listen({ account, companion }: Required<Actor>, channel: Channel): number {
    const seconds = 90;
    const listeners = this.listeners.get(channel.jid) ?? new Map();
    listeners.set(companion, { account, until: Date.now() + seconds * 1000 });
    this.listeners.set(channel.jid, listeners);
    return seconds;
  }

  private distribute(channel: Channel, post: Post, by: Actor): void {
    for (const phone of channel.followers.keys()) {
      const account = this.directory.ensure(phone);
      const attributes = {
        from: channel.jid,
        id: post.id,
        server_id: post.serverId,
        t: post.at,
        type: post.type,
        edit: post.edit,
        is_sender: phone === post.by ? 'true' : undefined,
      };
      const node = stanza('message', attributes, [...metaNodes(post), plaintextNode(post)]);
      this.delivery.toAll(account, node, by.companion);
    }
  }

  private count(channel: Channel, post: Post): void {
    const message = stanza('message', { server_id: post.serverId }, countNodes(post));
    const messages = stanza('messages', { t: nowSeconds() }, [message]);
    const attributes = { from: channel.jid, type: 'newsletter', id: serverStanzaId(), t: nowSeconds() };
    const node = stanza('notification', attributes, [stanza('live_updates', {}, [messages])]);
    for (const [companion, { account, until }] of this.listeners.get(channel.jid) ?? [])
      if (until > Date.now()) this.delivery.toCompanion(account, companion, node);
  }
}
