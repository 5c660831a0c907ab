import type { proto } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import {
  type ChatJid,
  type InstanceRow,
  isOperation,
  type NewEvent,
  STATUS_CHAT,
  type Storage,
  type Write,
} from '#libs/storage';
import { interpret, type Said } from '../codec/content.js';
import { type Envelope, readPostEnvelope, type Self } from '../codec/envelope.js';
import { readChannelPost } from '../codec/channel-post.js';
import { canonical, lidsIn, messagePayload, type PhoneBook } from '../codec/message.js';
import { slices } from '../codec/limits.js';
import { readStatusReceipts } from '../codec/receipt.js';
import { styleOf } from '../codec/status-style.js';
import { plausible } from '../codec/times.js';
import type { Ignored } from '../context/ignored.js';
import {
  channelPosted,
  reactionReceived,
  statusDeleted,
  statusPosted,
  statusViewed,
} from '../context/new-events.js';
import { receivedRow } from '../conversations/message-row.js';
import { readBook, savePair } from '../people/lid-map.js';
import { lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { KeptNode } from '../wire/stanza.js';

/** Something about status posts that was received. */
interface HeardStatus {
  envelope: Envelope;
  message: proto.IMessage;
  book: PhoneBook;
  /** Its author, by the canonical JID. */
  author: ChatJid;
}

/**
 * Records status posts, what is done to them, and posts in channels, as events. They belong to no chat. Status posts are stored as
 * long as WhatsApp shows them; posts in channels are not.
 */
export class InboundPosts {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    private readonly ignored: Ignored,
  ) {}

  /** Records a status post, the deletion of one or a reaction to one in the caller's unit of work. */
  async recordStatus(write: Write, envelope: Envelope, message: proto.IMessage, self: Self): Promise<void> {
    const { uid } = this.instance;
    for (const pair of envelope.pairs) await savePair(this.storage, write, uid, pair);
    const said = interpret(message);
    const book = await readBook(this.storage.lidMap, write, uid, lidsIn(envelope, said), []);
    for (const pair of envelope.pairs) book.set(pair.lid, pair.phone);
    const author = envelope.fromMe ? phoneJid(self.phone) : canonical(envelope.authorJid, book);
    const news = await this.hearStatus(write, { envelope, message, book, author }, said);
    if (news) await this.storage.events.append(write, this.instance, [news]);
    else if (!message.senderKeyDistributionMessage) this.ignored.note('message/status/other');
  }

  /**
   * Records who has viewed status posts of the account.
   * @returns whether a stanza is a receipt for status posts
   */
  async recordReceipts(stanza: KeptNode, self: Self): Promise<boolean> {
    const receipts = readStatusReceipts(stanza, self);
    if (receipts.length === 0) return false;
    const { database, lidMap } = this.storage;
    // That it was delivered, WhatsApp's apps do not show, either.
    const views = receipts.filter(({ type }) => type !== 'delivered');
    const single = views.flatMap(({ ids, ...rest }) => ids.map((id) => ({ ...rest, id })));
    for (const some of slices(single))
      await database.write(async (write) => {
        const lids = some.flatMap(({ participantJid }) => lidOf(participantJid) ?? []);
        const book = await readBook(lidMap, write, this.instance.uid, lids, []);
        for (const { participantJid, id, at } of some)
          await this.recordView(write, canonical(participantJid, book), id, at);
      });
    return true;
  }

  /** Records that another device of the account has shown status posts of others. */
  async recordOwnViews(ids: readonly string[]): Promise<void> {
    const { messages, database } = this.storage;
    const now = this.clock.now();
    for (const some of slices(ids))
      await database.write(async (write) => {
        for (const id of some) {
          const rows = await messages.byId(write, this.instance.uid, id, STATUS_CHAT);
          const posts = rows.filter(({ from_me }) => from_me === 0);
          const [post] = posts;
          // The receipt does not name the author in a form that all devices share: of several posts it could mean any.
          if (post && posts.length === 1 && post.viewed_at === null)
            await messages.change(write, post, { viewed_at: now });
        }
      });
  }

  private async recordView(
    write: Write,
    viewer: ChatJid,
    id: string,
    time: number | undefined,
  ): Promise<void> {
    const { messages, statusPosts, events } = this.storage;
    const now = this.clock.now();
    const at = plausible(time, now);
    const rows = await messages.byId(write, this.instance.uid, id, STATUS_CHAT);
    if (!rows.some((row) => row.from_me === 1 && !isOperation(row.type))) return;
    const isFirst = await statusPosts.view(write, { instance: this.instance.uid, message: id, viewer, at });
    if (isFirst)
      await events.append(write, this.instance, [statusViewed(now, { messageId: id, viewer, at })]);
  }

  /** @returns undefined if it becomes no event */
  private async hearStatus(
    write: Write,
    { envelope, message, book, author }: HeardStatus,
    said: Said,
  ): Promise<NewEvent | undefined> {
    const { messages } = this.storage;
    const { uid } = this.instance;
    const now = this.clock.now();
    const { fromMe } = envelope;
    const at = envelope.timestamp * 1000;
    if (said.kind === 'content') {
      const who = { chat: STATUS_CHAT, sender: author };
      await messages.insert(write, receivedRow(uid, who, envelope, said, message, fromMe ? 'sent' : null));
      const data = { ...messagePayload(envelope, said, book), participant: author, ...styleOf(message) };
      return statusPosted(now, data);
    }
    const targetId = 'targetId' in said ? said.targetId : undefined;
    if (targetId === undefined) return undefined;
    const rows = await messages.byId(write, uid, targetId, STATUS_CHAT);
    if (said.kind === 'delete') {
      const post = rows.find((row) => canonical(row.sender, book) === author);
      // Only its author can delete a post.
      if (!post && rows.length > 0) return undefined;
      if (post)
        await messages.change(write, post, { text: null, details: null, content: null, deleted_at: at });
      return statusDeleted(now, { messageId: targetId, participant: author, fromMe, at });
    }
    if (said.kind !== 'reaction') return undefined;
    const reference = {
      messageId: targetId,
      chatId: STATUS_CHAT,
      targetKnown: rows.length > 0,
      senderPhone: phoneOf(author),
      participant: author,
      fromMe,
      at,
    };
    const carrier = { chat: STATUS_CHAT, sender: author, id: envelope.id };
    return reactionReceived(now, carrier, { ...reference, emoji: said.emoji });
  }

  /**
   * Records a post in a channel.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async recordChannelPost(stanza: KeptNode, self: Self): Promise<void> {
    const envelope = readPostEnvelope(stanza, self, this.clock.now());
    const post = readChannelPost(stanza);
    const said = post && interpret(post.message);
    if (!envelope || said?.kind !== 'content' || stanza.attrs['edit'] !== undefined) {
      this.ignored.note('message/newsletter/other');
      return;
    }
    const { lidMap, database, events } = this.storage;
    await database.write(async (write) => {
      const book = await readBook(lidMap, write, this.instance.uid, lidsIn(envelope, said), []);
      const data = { ...messagePayload(envelope, said, book), serverId: post?.serverId };
      await events.append(write, this.instance, [channelPosted(this.clock.now(), data)]);
    });
  }
}
