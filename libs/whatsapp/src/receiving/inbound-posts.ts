import type { proto } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { InstanceRow, Storage, Write } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { type Envelope, readPostEnvelope, type Self } from '../codec/envelope.js';
import { readChannelPost } from '../codec/channel-post.js';
import { canonical, lidsIn, messagePayload } from '../codec/message.js';
import type { Ignored } from '../context/ignored.js';
import { channelPosted, statusPosted } from '../context/new-events.js';
import { readBook, savePair } from '../people/lid-map.js';
import type { KeptNode } from '../wire/stanza.js';

/** Records status posts and posts in channels as events. They belong to no chat, and are not stored. */
export class InboundPosts {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    private readonly ignored: Ignored,
  ) {}

  /** Records a status post in the caller's unit of work. */
  async recordStatus(write: Write, envelope: Envelope, message: proto.IMessage): Promise<void> {
    const { uid } = this.instance;
    for (const pair of envelope.pairs) await savePair(this.storage, write, uid, pair);
    const said = interpret(message);
    if (said.kind !== 'content') {
      if (!message.senderKeyDistributionMessage) this.ignored.note('message/status/other');
      return;
    }
    const book = await readBook(this.storage.lidMap, write, uid, lidsIn(envelope, said), []);
    for (const pair of envelope.pairs) book.set(pair.lid, pair.phone);
    const participant = canonical(envelope.authorJid, book);
    const data = { ...messagePayload(envelope, said, book), participant };
    await this.storage.events.append(write, this.instance, [statusPosted(this.clock.now(), data)]);
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
