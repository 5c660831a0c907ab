import type { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Stats } from '../server/stats.js';
import type { Envelope } from '../stanzas/envelope.js';
import type { ChatMessage } from './chat-log.js';
import { readContent } from './content.js';
import type { PhoneMedia } from './phone-media.js';

/** Puts what a phone has read or sent where the person sees it. */
export class PhoneInbox {
  constructor(
    private readonly stats: Stats,
    private readonly media: PhoneMedia,
  ) {}

  /**
   * @param account whose phone it is: the recipient's, or the sender's own
   * @param onPhone written on this phone itself
   */
  keep(account: Account, envelope: Envelope, message: proto.IMessage, onPhone = false): void {
    const { id, sender, recipient, timestamp } = envelope;
    const fromMe = sender === account;
    const peer = fromMe ? recipient : sender;
    if (!fromMe) this.stats.received++;
    if (!account.chats.isNew(peer.phone, id)) return;
    const content = readContent(message);
    const common = { messageId: id, peer: peer.phone, from: sender.pnJid, fromMe };
    if (content.kind === 'other') {
      account.chats.record('other', { ...common, type: content.type });
      return;
    }
    if (content.kind === 'message') {
      const kept: ChatMessage = {
        id,
        from: sender.pnJid,
        fromLid: envelope.addressing === 'lid' ? sender.lidJid : undefined,
        device: envelope.device,
        to: recipient.jid(envelope.addressing),
        peer: peer.phone,
        fromMe,
        onPhone,
        type: content.type,
        text: content.text,
        caption: content.media?.caption,
        media: content.media?.details,
        file: content.media?.file,
        quoted: content.quoted,
        mentions: content.mentions.length > 0 ? content.mentions : undefined,
        forwarded: content.forwarded,
        edited: false,
        deleted: false,
        read: false,
        reactions: [],
        timestamp,
      };
      account.chats.add(kept);
      const { type, text, caption } = kept;
      account.chats.record('message', { ...common, type, text, caption });
      if (!onPhone) this.media.fetch(account, kept);
      return;
    }
    account.chats.change(content, peer.phone, sender.pnJid, Date.now());
    account.chats.record(content.kind, {
      ...common,
      targetId: content.target.id,
      ...(content.kind === 'edit' ? { text: content.text } : {}),
      ...(content.kind === 'reaction' ? { emoji: content.emoji } : {}),
    });
  }
}
