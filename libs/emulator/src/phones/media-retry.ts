import { randomBytes } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM, type BinaryNode, hkdf, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { MediaRetryAnswer } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import type { Recipients } from '../chats/recipients.js';
import type { Login } from '../routing/connection.js';
import type { Delivery } from '../routing/delivery.js';
import { chatKey } from '../chats/envelope.js';
import { nowSeconds } from '../wire/ids.js';
import { child, childBytes, stanza } from '../wire/stanza.js';
import type { ChatMessage } from '../accounts/chat-log.js';
import type { PhoneMedia } from './phone-media.js';

const { ResultType } = proto.MediaRetryNotification;
const RESULTS: Record<Exclude<MediaRetryAnswer, 'silence'>, proto.MediaRetryNotification.ResultType> = {
  'not-found': ResultType.NOT_FOUND,
  'decryption-error': ResultType.DECRYPTION_ERROR,
  'general-error': ResultType.GENERAL_ERROR,
};

function wordFor(result: proto.MediaRetryNotification.ResultType): string {
  return ResultType[result].toLowerCase().replaceAll('_', '-');
}

function retryKey(mediaKey: Buffer): Uint8Array {
  return hkdf(mediaKey, 32, { info: 'WhatsApp Media Retry Notification' });
}

/** Whether the sender of the request has the message's media key. */
function isGenuine(node: BinaryNode, id: string, key: Uint8Array): boolean {
  const encrypt = child(node, 'encrypt');
  const ciphertext = childBytes(encrypt, 'enc_p');
  const iv = childBytes(encrypt, 'enc_iv');
  if (!ciphertext || !iv) return false;
  try {
    const plaintext = aesDecryptGCM(ciphertext, key, iv, Buffer.from(id));
    return proto.ServerErrorReceipt.decode(plaintext).stanzaId === id;
  } catch {
    return false;
  }
}

/**
 * A phone's answer to its companion's request for a file that has expired on the media server. The phone uploads
 * the file again, and sends the new path in a notification encrypted with the media key. The stanzas are those of
 * Baileys' encryptMediaRetryRequest and decodeMediaRetryNode.
 */
export class MediaRetry {
  constructor(
    private readonly recipients: Recipients,
    private readonly delivery: Delivery,
    private readonly media: PhoneMedia,
    private readonly faults: Faults,
  ) {}

  /** @param node `<receipt type="server-error">` */
  answer({ account, companion }: Login, node: BinaryNode): void {
    const { id = '' } = node.attrs;
    const { jid, from_me: fromMe, participant } = child(node, 'rmr')?.attrs ?? {};
    const asked = this.faults.take('media-retry', { phone: account.phone })?.answer;
    const message = this.find(account, id, jid, fromMe === 'true');
    const note = asked === 'silence' ? undefined : this.outcome(account, message, node, asked);
    account.chats.record('media-retry', {
      messageId: id,
      device: companion.number,
      answer: note ? wordFor(note.result) : 'silence',
    });
    if (!note) return;
    const content = message?.file ? encrypted(message.file.mediaKey, id, note) : refusal(note.result);
    const attributes = { from: account.pnJid, type: 'mediaretry', id, t: nowSeconds() };
    this.delivery.toCompanion(
      account,
      companion,
      stanza('notification', attributes, [content, stanza('rmr', { jid, from_me: fromMe, participant })]),
    );
  }

  private find(
    account: Account,
    id: string,
    chat: string | undefined,
    fromMe: boolean,
  ): ChatMessage | undefined {
    const other = this.recipients.find(chat);
    if (!other) return undefined;
    return account.chats.find(id, chatKey(other)).find((message) => message.fromMe === fromMe);
  }

  private outcome(
    account: Account,
    message: ChatMessage | undefined,
    node: BinaryNode,
    asked: Exclude<MediaRetryAnswer, 'silence'> | undefined,
  ): Outcome {
    const { id = '' } = node.attrs;
    if (asked) return { stanzaId: id, result: RESULTS[asked] };
    if (!message?.file) return { stanzaId: id, result: ResultType.NOT_FOUND };
    if (!isGenuine(node, id, retryKey(message.file.mediaKey)))
      return { stanzaId: id, result: ResultType.DECRYPTION_ERROR };
    const directPath = this.media.renew(account, message);
    if (directPath === undefined) return { stanzaId: id, result: ResultType.NOT_FOUND };
    return { stanzaId: id, result: ResultType.SUCCESS, directPath };
  }
}

interface Outcome {
  stanzaId: string;
  result: proto.MediaRetryNotification.ResultType;
  directPath?: string;
}

function encrypted(mediaKey: Buffer, id: string, outcome: Outcome): BinaryNode {
  const iv = randomBytes(12);
  const plaintext = proto.MediaRetryNotification.encode(outcome).finish();
  const ciphertext = aesEncryptGCM(plaintext, retryKey(mediaKey), iv, Buffer.from(id));
  return stanza('encrypt', {}, [stanza('enc_p', {}, ciphertext), stanza('enc_iv', {}, iv)]);
}

/** The content of a refusal when the media key is unknown; it cannot be encrypted. */
function refusal(result: proto.MediaRetryNotification.ResultType): BinaryNode {
  return stanza('error', { code: result });
}
