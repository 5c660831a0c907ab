import type { proto } from '@whiskeysockets/baileys';
import type { MessageStatus, NewMessage, Uid } from '#libs/storage';
import type { Content } from '../codec/content.js';
import { encodedMessage } from '../codec/decode.js';
import { detailsOf } from '../codec/search.js';
import type { Envelope } from '../codec/envelope.js';

/**
 * Makes the row of a message that was received, or was sent by another device of the account.
 * @param who canonical JIDs of the chat and of the author
 * @param message undefined if the content could not be read
 * @param status how far an own message has got
 */
export function receivedRow(
  instance: Uid,
  who: Pick<NewMessage, 'chat' | 'sender'>,
  envelope: Envelope,
  said: Content,
  message: proto.IMessage | undefined,
  status: MessageStatus | null,
): NewMessage {
  return {
    instance,
    chat: who.chat,
    sender: who.sender,
    id: envelope.id,
    from_me: envelope.fromMe ? 1 : 0,
    remote_jid: envelope.chatJid,
    participant: envelope.participant,
    type: said.type,
    text: said.text ?? said.caption ?? null,
    details: detailsOf(said),
    content: message ? encodedMessage(message) : null,
    push_name: envelope.pushName ?? null,
    at: envelope.timestamp * 1000,
    status,
    status_at: null,
    error: null,
    edited_at: null,
    deleted_at: null,
    unavailable: said.unavailable ?? null,
    username: envelope.username ?? null,
  };
}
