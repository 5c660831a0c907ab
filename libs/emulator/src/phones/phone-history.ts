import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import { Group } from '../groups/group.js';
import type { Recipients } from '../chats/recipients.js';
import { chatAddressing, chatJid, chatKey, type Recipient } from '../chats/envelope.js';
import { phoneMessageId } from '../wire/ids.js';
import { type ChatMessage, placeOf } from '../accounts/chat-log.js';
import type { PhoneSender } from './phone-sender.js';

const { Type } = proto.Message.ProtocolMessage;
const { Status } = proto.WebMessageInfo;

/** A chat from before the emulator started. */
export interface PastChat {
  /** Phone of the other side. */
  peer: string;
  /** The name in the phone's address book. */
  name?: string;
  /** The number of unread messages. */
  unread?: number;
  /** Seconds after which messages disappear. */
  ephemeral?: number;
  messages: PastMessage[];
}

export interface PastMessage {
  id?: string;
  text: string;
  fromMe: boolean;
  /** Seconds. */
  timestamp: number;
}

/** The kinds of history parts; both enumerations of the protocol have these names. */
type PartType = 'INITIAL_BOOTSTRAP' | 'RECENT' | 'PUSH_NAME' | 'ON_DEMAND';

const RANKS = {
  superadmin: proto.GroupParticipant.Rank.SUPERADMIN,
  admin: proto.GroupParticipant.Rank.ADMIN,
  member: proto.GroupParticipant.Rank.REGULAR,
};

/** How many messages per chat, exchanged since the start, a new companion gets. */
const NEWEST = 50;

function labelOf({ labels }: Group, phone: string): proto.IMemberLabel | undefined {
  const label = labels.get(phone);
  return label && { label: label.text, labelTimestamp: label.at };
}

/** Newest first, as in the history of phones. */
function newestFirst(messages: ChatMessage[]): ChatMessage[] {
  return messages.toReversed().sort((a, b) => b.timestamp - a.timestamp);
}

/** A phone's history, and how its companions get it. */
export class PhoneHistory {
  constructor(
    private readonly directory: Directory,
    private readonly recipients: Recipients,
    private readonly sender: PhoneSender,
  ) {}

  /**
   * Sets the history of a phone; replaces the previous one.
   * @returns the ids of the messages of each chat
   */
  set(account: Account, chats: PastChat[]): string[][] {
    for (const message of account.chats.messages.filter(({ past }) => past)) {
      account.originals.forget(placeOf(message));
      account.chats.remove(message);
    }
    account.setPastChats(
      chats.map(({ peer, name, unread, ephemeral }) => ({ peer, name, unread, ephemeral })),
    );
    return chats.map((chat) => chat.messages.map((message) => this.remember(account, chat.peer, message)));
  }

  /** Sends a new companion the first part, and the names that people have given themselves. */
  async shareInitial(account: Account, companion: Companion): Promise<void> {
    const part = this.part(account);
    await this.share(account, companion, 'INITIAL_BOOTSTRAP', part);
    const [, ...others] = part.pushnames;
    if (others.length > 0) await this.share(account, companion, 'PUSH_NAME', { pushnames: part.pushnames });
  }

  /** Sends a linked companion the whole history again, as a recent part. @returns how many messages it has */
  async shareRecent(account: Account, companion: Companion): Promise<number> {
    const part = this.part(account);
    await this.share(account, companion, 'RECENT', { ...part, chunkOrder: 2 });
    return part.conversations.reduce((sum, { messages }) => sum + messages.length, 0);
  }

  /**
   * Sends a companion the messages before the one that it names.
   * @param sessionId the id of its request
   */
  async shareOlder(
    account: Account,
    companion: Companion,
    sessionId: string,
    request: proto.Message.PeerDataOperationRequestMessage.IHistorySyncOnDemandRequest,
  ): Promise<void> {
    const other = this.recipients.find(request.chatJid ?? undefined);
    const count = request.onDemandMsgCount ?? NEWEST;
    const all = other ? newestFirst(this.messagesIn(account, chatKey(other))) : [];
    const oldest = all.findIndex(
      ({ id, fromMe }) => id === request.oldestMsgId && fromMe === (request.oldestMsgFromMe ?? false),
    );
    const older = oldest < 0 ? [] : all.slice(oldest + 1, oldest + 1 + count);
    const { EndOfHistoryTransferType: End } = proto.Conversation;
    const endOfHistoryTransferType =
      oldest >= 0 && oldest + 1 + count < all.length
        ? End.COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY
        : End.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY;
    const conversations = other
      ? [{ ...this.conversation(account, other, older), endOfHistoryTransferType }]
      : [];
    await this.share(account, companion, 'ON_DEMAND', { conversations }, sessionId);
  }

  private remember(account: Account, peer: string, { id, text, fromMe, timestamp }: PastMessage): string {
    const other = this.directory.ensure(peer);
    const sender = fromMe ? account : other;
    const addressing = chatAddressing(account, other);
    const message: ChatMessage = {
      id: id ?? phoneMessageId(),
      from: sender.pnJid,
      fromLid: addressing === 'lid' ? sender.lidJid : undefined,
      device: 0,
      to: (fromMe ? other : account).jid(addressing),
      peer,
      fromMe,
      onPhone: fromMe,
      past: true,
      type: 'text',
      text,
      forwarded: false,
      edited: false,
      deleted: false,
      read: true,
      reactions: [],
      timestamp,
    };
    account.chats.add(message);
    const content = { conversation: text, messageContextInfo: { messageSecret: randomBytes(32) } };
    account.originals.keep(placeOf(message), content, timestamp);
    return message.id;
  }

  private messagesIn(account: Account, peer: string): ChatMessage[] {
    return account.chats.messages.filter(
      (message) => message.peer === peer && !message.deleted && !message.deletedForMe,
    );
  }

  /** The history for a new companion: the messages that were set and, if the phone shares them, later ones. */
  private part(account: Account) {
    const shared = (message: ChatMessage) => message.past === true || account.history;
    const peers = new Set([
      ...account.pastChats.map(({ peer }) => peer),
      ...account.chats.messages.filter(shared).map(({ peer }) => peer),
    ]);
    const chats = [...peers].map((peer) => this.recipients.of(peer));
    const conversations = chats.map((other) => {
      const messages = newestFirst(this.messagesIn(account, chatKey(other)).filter(shared));
      const exchanged = messages.filter(({ past }) => !past).slice(0, NEWEST);
      return this.conversation(
        account,
        other,
        messages.filter((message) => message.past === true || exchanged.includes(message)),
      );
    });
    const known = [account, ...chats.filter((chat) => !(chat instanceof Group))];
    const named = known.filter((person) => person === account || person.name !== person.phone);
    return {
      conversations,
      pushnames: named.map(({ pnJid, name }) => ({ id: pnJid, pushname: name })),
      phoneNumberToLidMappings: known.map(({ pnJid, lidJid }) => ({ pnJid, lidJid })),
    };
  }

  private conversation(account: Account, other: Recipient, messages: ChatMessage[]) {
    const id = chatJid(other, chatAddressing(account, other));
    const past = account.pastChats.find(({ peer }) => peer === chatKey(other));
    const unread = messages.filter(({ fromMe, read }) => !fromMe && !read).length;
    const [newest] = messages;
    return {
      id,
      ...(other instanceof Group
        ? { name: other.subject.text, participant: this.participants(other) }
        : { name: past?.name, pnJid: other.pnJid, lidJid: other.lidJid }),
      unreadCount: (past?.unread ?? 0) + unread,
      conversationTimestamp: newest?.timestamp,
      ephemeralExpiration: past?.ephemeral,
      messages: messages.map((message) => ({ message: this.info(account, id, message) })),
    };
  }

  private participants(group: Group): proto.IGroupParticipant[] {
    return [...group.members].map(([phone, role]) => ({
      userJid: this.directory.ensure(phone).jid(group.addressing),
      rank: RANKS[role],
      memberLabel: labelOf(group, phone),
    }));
  }

  private info(account: Account, chat: string, message: ChatMessage): proto.IWebMessageInfo {
    const { fromMe, id, from, timestamp } = message;
    const participant = fromMe ? undefined : message.participant;
    return {
      key: { remoteJid: chat, fromMe, id, participant },
      participant,
      message: account.originals.find(placeOf(message))?.message,
      messageTimestamp: timestamp,
      status: fromMe ? this.status(account, message) : undefined,
      pushName: fromMe ? undefined : this.directory.findJid(from)?.name,
    };
  }

  private status(account: Account, { id, past }: ChatMessage): proto.WebMessageInfo.Status {
    const types = (account.sent.find(id)?.receipts ?? []).map(({ type }) => type);
    if (past || types.includes('read')) return Status.READ;
    return types.length > 0 ? Status.DELIVERY_ACK : Status.SERVER_ACK;
  }

  /**
   * Sends a part inside its notification, where clients look first. Phones do so with the first part only, and upload
   * the others.
   */
  private async share(
    account: Account,
    companion: Companion,
    type: PartType,
    part: proto.IHistorySync,
    peerDataRequestSessionId?: string,
  ): Promise<void> {
    const { chunkOrder = 1 } = part;
    const progress = 100;
    const syncType = proto.HistorySync.HistorySyncType[type];
    const history = proto.HistorySync.encode({ ...part, syncType, chunkOrder, progress }).finish();
    await this.sender.sendPeer(account, companion, {
      protocolMessage: {
        type: Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: {
          syncType: proto.Message.HistorySyncType[type],
          chunkOrder,
          progress,
          peerDataRequestSessionId,
          initialHistBootstrapInlinePayload: deflateSync(history),
        },
      },
    });
  }
}
