import { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { ChatMessage } from '../accounts/chat-log.js';
import { chatAddressing, chatJid } from '../chats/envelope.js';
import type { Recipients } from '../chats/recipients.js';
import { sealBotAnswer } from '../content/sealed.js';
import { secretIn } from '../content/text.js';
import { Group } from '../groups/group.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import { CannotDo, type People } from './people.js';

/** The address of Meta AI (Baileys, `META_AI_JID`). */
const META_AI = '867051314767696@bot';

export const ANSWER_PARTS = ['first', 'inner', 'last'] as const;

/** An answer, or a part of one that is shown while it is being written. */
export interface BotAnswer {
  text: string;
  part?: (typeof ANSWER_PARTS)[number];
  /** Id of the first part, for the parts after it. */
  first?: string;
}

/** Answers the messages that people have on their phones, as Meta AI does if they mention it. */
export class MetaAi {
  constructor(
    private readonly people: People,
    private readonly recipients: Recipients,
    private readonly delivery: Delivery,
  ) {}

  /**
   * Answers a message. The companions of the account get the answer, sealed with the secret of the message.
   * @returns the id of the answer, or of its part
   * @throws CannotDo when the message is unknown or has no secret
   */
  answer(account: Account, id: string, { text, part, first }: BotAnswer, peer?: string): string {
    const message = this.people.find(account, id, peer);
    const secret = secretIn(this.people.content(account, id));
    if (!secret) throw new CannotDo('impossible', 'this message has no secret');
    const answerId = phoneMessageId();
    const other = this.recipients.of(message.peer);
    const addressing = chatAddressing(account, other);
    const chat = chatJid(other, addressing);
    const asker = this.askerOf(account, message, chat, addressing === 'lid');
    const context = { secret, messageId: first ?? answerId, author: asker, speaker: META_AI };
    const { payload, iv } = sealBotAnswer({ conversation: text }, context);
    const sealed = proto.MessageSecretMessage.encode({ version: 1, encIv: iv, encPayload: payload }).finish();
    const from = other instanceof Group ? { from: chat, participant: META_AI } : { from: META_AI };
    const attributes = { ...from, id: answerId, t: nowSeconds(), type: 'text', notify: 'Meta AI' };
    const bot = { edit: part, edit_target_id: first, sender_timestamp_ms: Date.now() };
    const meta = { target_id: id, target_sender_jid: asker, target_chat_jid: chat };
    const children = [
      stanza('enc', { v: 2, type: 'msmsg' }, Buffer.from(sealed)),
      stanza('bot', part ? bot : {}),
      stanza('meta', meta),
    ];
    this.delivery.toAll(account, stanza('message', attributes, children));
    return answerId;
  }

  private askerOf(
    account: Account,
    { fromMe, participant }: ChatMessage,
    chat: string,
    lid: boolean,
  ): string {
    if (fromMe) return account.jid(lid ? 'lid' : 'pn');
    return participant ?? chat;
  }
}
