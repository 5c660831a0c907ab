import { proto, type WASocket } from '@whiskeysockets/baileys';
import { Lanes } from '#libs/observability';
import type { MessageRow } from '#libs/storage';
import type { ChannelPosts } from '../channels/posts.js';
import { postRefused } from '../channels/queries.js';
import { decodeMessage } from '../codec/decode.js';
import { editedContent } from '../codec/edits.js';
import type { Progress } from '../codec/receipt.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { changeStanza } from './channel-stanza.js';
import type { SendResult } from './outbox.js';
import { editable, revocable } from './permissions.js';

/** How long WhatsApp's apps allow to edit a post. */
const EDITABLE_MS = 30 * 24 * 60 * 60 * 1000;
/** How long an unanswered change is sent again after a reconnect, ms. */
const RESEND_WITHIN_MS = 24 * 60 * 60 * 1000;

/** A change that was sent. */
interface Sent {
  socket: WASocket;
  /** Takes the answer. */
  answer(progress: Progress): void;
}

/**
 * Changes of the account's own posts in channels. A change has the id of its post, and so has the answer: there is only one
 * change of a post at a time. It is stored before it is sent, and applied with the answer, however late that comes.
 */
export class ChannelChanges {
  private readonly lanes = new Lanes();
  /** The changes that WhatsApp has not answered, by the id of the post. */
  private readonly sent = new Map<string, Sent>();

  constructor(
    private readonly context: InstanceContext,
    private readonly posts: ChannelPosts,
  ) {}

  /** To be called with the answers of WhatsApp's server about messages, after they are recorded. */
  settle(progress: Progress): void {
    for (const id of progress.ids) {
      const sent = this.sent.get(id);
      this.sent.delete(id);
      sent?.answer(progress);
    }
  }

  /** @throws WhatsAppFault CONFLICT if the post cannot be edited now; as `ChannelPosts.list` */
  async edit(row: MessageRow, text: string): Promise<SendResult> {
    return this.change(row, (post) => {
      const content = editable(post, this.context.clock.now(), EDITABLE_MS);
      return editedContent(content, { extendedTextMessage: { text } }, text);
    });
  }

  /** @throws WhatsAppFault as {@link edit} */
  async delete(row: MessageRow): Promise<SendResult> {
    return this.change(row, (post) => {
      revocable(post);
      return undefined;
    });
  }

  /** @throws WhatsAppFault CONFLICT while the number of the post is unknown; as {@link edit} */
  async react(row: MessageRow, emoji: string): Promise<SendResult> {
    if (row.server_id === null) throw unacknowledged();
    await this.posts.react(row.remote_jid, row.server_id, emoji);
    return { messageId: row.id, timestamp: this.context.clock.now(), status: 'sent' };
  }

  /** Sends changes again that were not answered before the connection ended. To be called after each login. */
  async resume(): Promise<void> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.changing(storage.database.read, uid);
    await Promise.all(rows.map((row) => this.inLane(row, (post) => this.sendAgain(post))));
  }

  /** @param contentOf the new content of the post; undefined deletes it */
  private async change(
    row: MessageRow,
    contentOf: (post: MessageRow) => proto.IMessage | undefined,
  ): Promise<SendResult> {
    return this.inLane(row, async (post) => {
      const content = contentOf(post);
      if (post.status === 'pending') throw unacknowledged();
      if (this.isUnderWay(post))
        throw new WhatsAppFault('CONFLICT', 'WhatsApp has not answered the last change of the post yet');
      const { uplink, clock } = this.context;
      uplink.link();
      const change = content ? proto.Message.encode(proto.Message.fromObject(content)).finish() : null;
      await this.store(post, { change, change_at: clock.now() });
      await this.send(post, content);
      return { messageId: post.id, timestamp: clock.now(), status: 'sent' };
    });
  }

  /** Works on a post as it is stored when the changes before are done. */
  private async inLane<T>(row: MessageRow, work: (post: MessageRow) => Promise<T>): Promise<T> {
    return this.lanes.run(row.id, async () => work((await this.context.storage.messages.find(row)) ?? row));
  }

  /** Whether a change may still be answered on this connection. */
  private isUnderWay({ id }: MessageRow): boolean {
    const sent = this.sent.get(id);
    return sent !== undefined && this.context.uplink.carries(sent.socket);
  }

  private async sendAgain(post: MessageRow): Promise<void> {
    const { clock, log } = this.context;
    if (post.change_at === null || this.isUnderWay(post)) return;
    if (post.change_at < clock.now() - RESEND_WITHIN_MS) return this.drop(post);
    await this.send(post, post.change ? decodeMessage(post.change) : undefined).catch((error: unknown) =>
      log.warn({ err: error, messageId: post.id }, 'the change of a post was not made'),
    );
  }

  /** @throws WhatsAppFault as {@link edit} */
  private async send(post: MessageRow, content: proto.IMessage | undefined): Promise<void> {
    const { uplink } = this.context;
    try {
      const { error } = await uplink.ask((socket) => this.sendOver(socket, post, content));
      if (error !== undefined) throw postRefused(error, { messageId: post.id });
    } catch (error) {
      // Nothing will answer what was not sent.
      if (error instanceof WhatsAppFault && error.outcome === 'not_sent') await this.drop(post);
      throw error;
    }
  }

  private async sendOver(
    socket: WASocket,
    { id, remote_jid: jid }: MessageRow,
    content: proto.IMessage | undefined,
  ): Promise<Progress> {
    const answered = new Promise<Progress>((resolve) => {
      this.sent.set(id, { socket, answer: resolve });
    });
    // Fails when the connection ends. The answer counts once it is recorded.
    const arrived = socket.waitForMessage(id, this.context.uplink.timeoutMs);
    // Where sending fails, nobody waits for it.
    arrived.catch(() => undefined);
    await socket.sendNode(changeStanza(jid, id, content));
    const [progress] = await Promise.all([answered, arrived]);
    return progress;
  }

  private async drop(post: MessageRow): Promise<void> {
    this.sent.delete(post.id);
    await this.store(post, { change: null, change_at: null });
  }

  private async store(post: MessageRow, change: Pick<MessageRow, 'change' | 'change_at'>): Promise<void> {
    const { storage } = this.context;
    await storage.database.write((write) => storage.messages.change(write, post, change));
  }
}

export function unacknowledged(): WhatsAppFault {
  return new WhatsAppFault('CONFLICT', 'WhatsApp has not acknowledged the post yet');
}
