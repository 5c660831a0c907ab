import { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { Group } from '../groups/group.js';
import { eventMessage } from '../content/calendar.js';
import { withText } from '../content/text.js';
import type { Stats } from '../reports/stats.js';
import type { Json } from '../state/state-file.js';
import { chatJid, chatKey, type Envelope, otherSide } from '../chats/envelope.js';
import type { ChatMessage } from '../accounts/chat-log.js';
import { type Change, type Content, type MessageContent, readContent } from '../content/content.js';
import { opened, type OpenContent, type Target } from './opened.js';
import type { MessagePlace } from '../accounts/originals.js';
import { timerIn } from '../content/timer.js';
import type { Critic } from './critic.js';
import type { PhoneMedia } from './phone-media.js';

/** The fields of an event that depend on the kind of content. */
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
    case 'pin':
      return { targetId: content.target.id, pinned: content.pinned, seconds: content.seconds };
    case 'keep':
      return { targetId: content.target.id, kept: content.kept };
    case 'event_answer':
      return { targetId: content.target.id, answer: content.answer, guests: content.guests };
    case 'unopened':
      return { targetId: content.target.id, type: content.type, reason: content.reason };
    case 'other':
      return { type: content.type };
    default:
      return { targetId: content.target.id };
  }
}

/** Keeps what somebody calls their role in a group. */
function keepLabel(group: Group, { phone }: Account, { protocolMessage }: proto.IMessage): void {
  const { label, labelTimestamp } = protocolMessage?.memberLabel ?? {};
  const at = Number(labelTimestamp ?? 0);
  if (!protocolMessage?.memberLabel || at < (group.labels.get(phone)?.at ?? 0)) return;
  group.labels.set(phone, { text: label ?? '', at });
  group.save();
}

function isChange(content: OpenContent): content is Change {
  return ['edit', 'delete', 'reaction', 'vote', 'event_answer', 'event_edit', 'pin', 'keep'].includes(
    content.kind,
  );
}

/** Adds what a phone has received or sent to the messages and events that the person sees. */
export class PhoneInbox {
  constructor(
    private readonly directory: Directory,
    private readonly stats: Stats,
    private readonly media: PhoneMedia,
    private readonly critic: Critic,
  ) {}

  /**
   * @param account owner of the phone: a recipient or the sender
   * @param onPhone whether the message was written on this phone
   */
  keep(account: Account, envelope: Envelope, message: proto.IMessage, onPhone = false): void {
    const { id, sender, recipient, timestamp } = envelope;
    const fromMe = sender === account;
    const peer = chatKey(otherSide(envelope, account));
    if (!fromMe) this.stats.received++;
    const place = { peer, from: sender.pnJid, id };
    const read = readContent(message);
    this.critic.compare(account, envelope, place, read);
    if (!account.chats.isNew(place)) return;
    account.originals.keep(place, message, timestamp);
    const target = this.target(envelope, peer, read);
    const content = opened(account, envelope, read, target);
    if (recipient instanceof Group) keepLabel(recipient, sender, message);
    const timer = timerIn(message);
    if (timer !== undefined && !(recipient instanceof Group)) account.setTimer(peer, timer);
    if (content.kind === 'message') this.critic.look(account, envelope, content);
    else this.critic.checkStanza(account, envelope, content);
    if (content.kind === 'message') this.add(account, envelope, content, place, onPhone);
    else if (isChange(content) && target) this.change(account, envelope, content, target.place);
    const group = recipient instanceof Group ? recipient.jid : undefined;
    const common = { messageId: id, peer, group, from: sender.pnJid, fromMe };
    account.chats.record(content.kind, { ...common, ...details(content) });
  }

  /** The message that a content refers to; undefined if it refers to none, or the author is unknown. */
  private target({ sender, recipient }: Envelope, peer: string, content: Content): Target | undefined {
    if (content.kind === 'message' || content.kind === 'other') return undefined;
    const { id, fromMe, participant } = content.target;
    const other = recipient instanceof Group ? this.directory.findJid(participant) : recipient;
    const author = fromMe ? sender : other;
    return author && { author, place: { peer, from: author.pnJid, id } };
  }

  private add(
    account: Account,
    envelope: Envelope,
    content: MessageContent,
    place: MessagePlace,
    onPhone: boolean,
  ): void {
    const { sender, recipient, addressing, device, timestamp } = envelope;
    const { kind: _, media, poll, event, mentions, ...rest } = content;
    const group =
      recipient instanceof Group
        ? { group: recipient.jid, participant: sender.jid(addressing) }
        : { group: undefined };
    const kept: ChatMessage = {
      ...place,
      ...rest,
      ...group,
      fromLid: addressing === 'lid' ? sender.lidJid : undefined,
      device,
      to: chatJid(recipient, addressing),
      fromMe: sender === account,
      onPhone,
      caption: media?.caption,
      media: media?.details,
      file: media?.file,
      poll: poll && { ...poll, votes: [] },
      event: event && { ...event, answers: [] },
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

  private change(
    account: Account,
    { sender, recipient }: Envelope,
    content: Change,
    place: MessagePlace,
  ): void {
    const admin = recipient instanceof Group && recipient.isAdmin(sender.phone);
    // Admins can delete messages of others, but not edit them.
    const author = admin && content.kind === 'delete' ? place.from : sender.pnJid;
    const changed = account.chats.change(content, place, author, Date.now());
    if (changed && content.kind === 'delete') account.originals.forget(place);
    const original = account.originals.find(place);
    if (changed && original && content.kind === 'event_edit') {
      const { messageContextInfo } = original.message;
      const message = proto.Message.fromObject({ ...eventMessage(content.event), messageContextInfo });
      account.originals.keep(place, message, original.timestamp);
    }
    if (!changed || content.kind !== 'edit' || content.text === undefined) return;
    const edited = original && withText(original.message, content.text);
    if (edited) account.originals.keep(place, edited, original.timestamp);
  }
}
