import type { Payload } from '#libs/events';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { type HistoryPost, optionHash, readHistory } from '../codec/channel-history.js';
import { interpret } from '../codec/content.js';
import { readPostEnvelope } from '../codec/envelope.js';
import { lidsIn, messagePayload } from '../codec/message.js';
import { readPoll } from '../codec/polls.js';
import { unwrap } from '../codec/wrapping.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import type { FetchedMedia, MediaDownloads } from '../media/media-downloads.js';
import { readBook } from '../people/lid-map.js';
import { parseChannel } from '../wire/jids.js';
import { ask, refusalCodeOf } from '../wire/query.js';
import { sendAcknowledged } from './acknowledgement.js';
import { checkChoice } from './poll-choice.js';
import { channelRefusal } from './queries.js';

/** How often something was chosen. */
export interface Tally {
  count: number;
}

/** A post of a channel with what its server has counted. */
export interface PostView extends Payload<'channel_post'> {
  serverId: number;
  deleted: boolean;
  /** Epoch ms. */
  editedAt?: number;
  views?: number;
  forwards?: number;
  reactions: (Tally & { emoji: string })[];
  /** Of polls: the votes for each option. */
  votes?: (Tally & { option: string })[];
}

/** Posts of channels, as WhatsApp's server has them. Nothing of them is stored here. */
export class ChannelPosts {
  constructor(
    private readonly context: InstanceContext,
    private readonly downloads: MediaDownloads,
  ) {}

  /**
   * Posts of a channel, newest first.
   * @param before continues before the post with this number
   * @returns `next` is set if there may be more
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, CHANNEL_NOT_FOUND, WHATSAPP_ERROR, UPSTREAM_TIMEOUT
   */
  async list(
    jid: string,
    { limit, before }: { limit: number; before?: number },
  ): Promise<{ posts: PostView[]; next?: number }> {
    const channel = parseChannel(jid, 'channelJid');
    const found = await this.history(channel, limit, before);
    const posts = (await Promise.all(found.map((post) => this.shown(post)))).flat();
    // A server may answer with fewer posts than asked for: only an answer without any is the end.
    return { posts, next: found.at(-1)?.serverId };
  }

  /**
   * Sets the reaction of the account to a post.
   * @param emoji an empty string removes the reaction
   * @throws WhatsAppFault as {@link list}
   */
  async react(jid: string, serverId: number, emoji: string): Promise<void> {
    const channel = parseChannel(jid, 'channelJid');
    // Baileys `newsletterReactMessage`, whatsmeow `NewsletterSendReaction`.
    const attrs = {
      to: channel,
      type: 'reaction',
      server_id: String(serverId),
      ...(emoji === '' && { edit: '7' }),
    };
    const reaction: BinaryNode = { tag: 'reaction', attrs: {} };
    if (emoji !== '') reaction.attrs['code'] = emoji;
    const { uplink } = this.context;
    await uplink.ask((socket) => sendAcknowledged(socket, { attrs, content: [reaction] }, uplink.timeoutMs));
  }

  /**
   * Sets the vote of the account in a poll, which is not encrypted.
   * @param options all that are chosen; an empty list withdraws the vote
   * @throws WhatsAppFault as {@link list}; MESSAGE_NOT_FOUND, CONFLICT if the post is no poll, INVALID_REQUEST if the poll does
   *   not allow this choice
   */
  async vote(jid: string, serverId: number, options: readonly string[]): Promise<void> {
    const channel = parseChannel(jid, 'channelJid');
    const post = await this.find(channel, serverId);
    const poll = post.message && readPoll(unwrap(post.message).content);
    if (!poll) throw new WhatsAppFault('CONFLICT', 'the post is not a poll');
    checkChoice(poll, options);
    // WAHA's gows `SendNewsletterPollVoteNode`; a test of a gRPC server on whatsapp-rust has the stanza as measured.
    const votes: BinaryNode[] = options.map((option) => ({
      tag: 'vote',
      attrs: {},
      content: Buffer.from(optionHash(option), 'hex'),
    }));
    const attrs = { to: channel, type: 'poll', server_id: String(serverId) };
    const content: BinaryNode[] = [
      { tag: 'meta', attrs: { polltype: 'vote' } },
      { tag: 'votes', attrs: {}, content: votes },
    ];
    const { uplink } = this.context;
    await uplink.ask((socket) => sendAcknowledged(socket, { attrs, content }, uplink.timeoutMs));
  }

  /**
   * Downloads the file of a post, which is not encrypted.
   * @throws WhatsAppFault as {@link list}; MESSAGE_NOT_FOUND, CONFLICT if the post has no file, MEDIA_FETCH_FAILED
   */
  async file(jid: string, serverId: number, destination: string): Promise<FetchedMedia> {
    const channel = parseChannel(jid, 'channelJid');
    const { message } = await this.find(channel, serverId);
    return this.downloads.fetchPost(message, destination);
  }

  private async find(channel: string, serverId: number): Promise<HistoryPost> {
    const [post] = await this.history(channel, 1, serverId + 1);
    if (post?.serverId === serverId) return post;
    throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'the channel has no such post');
  }

  /** Newest first, whatever the order of the answer. */
  private async history(channel: string, count: number, before: number | undefined): Promise<HistoryPost[]> {
    const attrs: BinaryNode['attrs'] = { type: 'jid', jid: channel, count: String(count) };
    if (before !== undefined) attrs['before'] = String(before);
    const content = [{ tag: 'messages', attrs }];
    const answer = await this.context.uplink.ask(async (socket) => {
      try {
        return await ask(socket, { xmlns: 'newsletter', type: 'get', content });
      } catch (error) {
        const code = refusalCodeOf(error);
        throw code === undefined ? error : channelRefusal(code);
      }
    });
    return readHistory(answer, channel).sort((one, other) => other.serverId - one.serverId);
  }

  private async shown(post: HistoryPost): Promise<PostView[]> {
    const { storage, uid, uplink, clock } = this.context;
    const { self } = uplink;
    const envelope = self && readPostEnvelope(post.stanza, self, clock.now());
    if (!envelope) return [];
    const said = interpret(post.message ?? {});
    const content = said.kind === 'content' ? said : { kind: 'content' as const, type: 'unknown' as const };
    const lids = lidsIn(envelope, content);
    const book = await readBook(storage.lidMap, storage.database.read, uid, lids, []);
    const { serverId, deleted, editedAt, views, forwards, reactions } = post;
    const payload = messagePayload(envelope, content, book);
    const votes = payload.poll?.options.map((option) => ({
      option,
      count: post.votes.get(optionHash(option)) ?? 0,
    }));
    return [{ ...payload, serverId, deleted, editedAt, views, forwards, reactions, votes }];
  }
}
