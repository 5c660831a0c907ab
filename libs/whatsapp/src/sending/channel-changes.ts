import { proto } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { sendAcknowledged } from '../channels/acknowledgement.js';
import type { ChannelPosts } from '../channels/posts.js';
import { editedContent } from '../codec/edits.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { childrenOf } from '../wire/stanza.js';
import { changeStanza } from './channel-stanza.js';
import type { SendResult } from './outbox.js';
import { editable } from './permissions.js';

/** How long WhatsApp's apps allow to edit a post. */
const EDITABLE_MS = 30 * 24 * 60 * 60 * 1000;

/** Changes of the account's own posts in channels, which WhatsApp acknowledges at once. */
export class ChannelChanges {
  constructor(
    private readonly context: InstanceContext,
    private readonly posts: ChannelPosts,
  ) {}

  /** @throws WhatsAppFault CONFLICT if the post cannot be edited; as `ChannelPosts.list` */
  async edit(row: MessageRow, text: string): Promise<SendResult> {
    const { clock, storage } = this.context;
    const content = editedContent(
      editable(row, clock.now(), EDITABLE_MS),
      { extendedTextMessage: { text } },
      text,
    );
    await this.send(row, content);
    const at = clock.now();
    await storage.database.write((write) =>
      storage.messages.change(write, row, {
        text,
        content: proto.Message.encode(proto.Message.fromObject(content)).finish(),
        edited_at: at,
      }),
    );
    return { messageId: row.id, timestamp: at, status: 'sent' };
  }

  /** @throws WhatsAppFault as {@link edit} */
  async delete(row: MessageRow): Promise<SendResult> {
    await this.send(row);
    const { clock, storage } = this.context;
    const at = clock.now();
    await storage.database.write((write) =>
      storage.messages.change(write, row, { text: null, content: null, deleted_at: at }),
    );
    return { messageId: row.id, timestamp: at, status: 'sent' };
  }

  /** @throws WhatsAppFault CONFLICT while the number of the post is unknown; as {@link edit} */
  async react(row: MessageRow, emoji: string): Promise<SendResult> {
    if (row.server_id === null)
      throw new WhatsAppFault('CONFLICT', 'WhatsApp has not acknowledged the post yet');
    await this.posts.react(row.remote_jid, row.server_id, emoji);
    return { messageId: row.id, timestamp: this.context.clock.now(), status: 'sent' };
  }

  private async send(row: MessageRow, message?: proto.IMessage): Promise<void> {
    const { uplink } = this.context;
    const stanza = changeStanza(row.remote_jid, row.id, message);
    const content = [...childrenOf(stanza, 'meta'), ...childrenOf(stanza, 'plaintext')];
    await uplink.ask((socket) =>
      sendAcknowledged(socket, { attrs: stanza.attrs, content }, uplink.timeoutMs),
    );
  }
}
