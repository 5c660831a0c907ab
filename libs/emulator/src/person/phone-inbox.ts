import type { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { withText } from '../kinds/text.js';
import type { Stats } from '../server/stats.js';
import type { Json } from '../state/journal.js';
import type { Envelope } from '../stanzas/envelope.js';
import type { ChatMessage } from './chat-log.js';
import { type Change, type MessageContent, type MessageReference, readContent } from './content.js';
import { opened, type OpenContent } from './opened.js';
import type { MessagePlace } from './originals.js';
import type { PhoneMedia } from './phone-media.js';

/** What an event tells about a content of that kind. */
function details(content: OpenContent): Record<string, Json> {
  switch (content.kind) {
    case 'message':
      return { type: content.type, text: content.text, caption: content.media?.caption };
    case 'edit':
      return { targetId: content.target.id, text: content.text };
    case 'reaction':
      return { targetId: content.target.id, emoji: content.emoji };
    case 'vote':
      return { targetId: content.target.id, options: content.options };
    case 'unopened':
      return { targetId: content.target.id, type: content.type, reason: content.reason };
    case 'other':
      return { type: content.type };
    default:
      return { targetId: content.target.id };
  }
}

function isChange(content: OpenContent): content is Change {
  return ['edit', 'delete', 'reaction', 'vote'].includes(content.kind);
}

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
    const place = { peer: peer.phone, from: sender.pnJid, id };
    if (!account.chats.isNew(place)) return;
    account.originals.keep(place, message, timestamp);
    const targetOf = (target: MessageReference): MessagePlace => ({
      peer: peer.phone,
      from: (target.fromMe ? sender : recipient).pnJid,
      id: target.id,
    });
    const content = opened(account, envelope, readContent(message), targetOf);
    if (content.kind === 'message') this.add(account, envelope, content, place, onPhone);
    else if (isChange(content)) this.change(account, content, targetOf(content.target), sender.pnJid);
    const common = { messageId: id, peer: peer.phone, from: sender.pnJid, fromMe };
    account.chats.record(content.kind, { ...common, ...details(content) });
  }

  private add(
    account: Account,
    envelope: Envelope,
    content: MessageContent,
    place: MessagePlace,
    onPhone: boolean,
  ): void {
    const { sender, recipient, addressing, device, timestamp } = envelope;
    const { kind: _, media, poll, mentions, ...rest } = content;
    const kept: ChatMessage = {
      ...place,
      ...rest,
      fromLid: addressing === 'lid' ? sender.lidJid : undefined,
      device,
      to: recipient.jid(addressing),
      fromMe: sender === account,
      onPhone,
      caption: media?.caption,
      media: media?.details,
      file: media?.file,
      poll: poll && { ...poll, votes: [] },
      mentions: mentions.length > 0 ? mentions : undefined,
      edited: false,
      deleted: false,
      read: false,
      reactions: [],
      timestamp,
    };
    account.chats.add(kept);
    if (!onPhone) this.media.fetch(account, kept);
  }

  private change(account: Account, content: Change, place: MessagePlace, author: string): void {
    const changed = account.chats.change(content, place, author, Date.now());
    if (changed && content.kind === 'delete') account.originals.forget(place);
    if (!changed || content.kind !== 'edit' || content.text === undefined) return;
    const original = account.originals.find(place);
    const edited = original && withText(original.message, content.text);
    if (edited) account.originals.keep(place, edited, original.timestamp);
  }
}
