import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';

/** Whom a key belongs to: the message, its author, and who votes or edits. */
export interface Parties {
  id: string;
  author: string;
  speaker: string;
}

type Message = proto.IMessage | null | undefined;

function keyOf(original: Message, { id, author, speaker }: Parties, use: string): Buffer {
  const secret = original?.messageContextInfo?.messageSecret;
  if (!secret) throw new Error('the message has no secret');
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(32), id + author + speaker + use, 32));
}

function seal(plaintext: Uint8Array, key: Buffer, aad: string): { encPayload: Buffer; encIv: Buffer } {
  const encIv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, encIv).setAAD(Buffer.from(aad));
  const encPayload = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { encPayload, encIv };
}

/** SHA-256 in hex, which is how votes name an option. */
export function hashOf(option: string): string {
  return createHash('sha256').update(option).digest('hex');
}

/** A vote as a client sends it. */
export function sealVote(
  options: string[],
  poll: Message,
  pollCreationMessageKey: proto.IMessageKey,
  parties: Parties,
): proto.Message.IPollUpdateMessage {
  const selectedOptions = options.map((option) => Buffer.from(hashOf(option), 'hex'));
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
  const sealed = seal(vote, keyOf(poll, parties, 'Poll Vote'), `${parties.id}\0${parties.speaker}`);
  return { pollCreationMessageKey, vote: sealed, senderTimestampMs: Date.now() };
}

/** The message inside a sealed edit. */
export function editOf(key: proto.IMessageKey, text: string): proto.IMessage {
  return {
    protocolMessage: {
      key,
      type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
      editedMessage: { conversation: text },
      timestampMs: Date.now(),
    },
  };
}

/** An edit as a client sends it sealed. */
export function sealEdit(
  edit: proto.IMessage,
  original: Message,
  parties: Parties,
): proto.Message.ISecretEncryptedMessage {
  const sealed = seal(proto.Message.encode(edit).finish(), keyOf(original, parties, 'Message Edit'), '');
  return {
    ...sealed,
    targetMessageKey: edit.protocolMessage?.key,
    secretEncType: proto.Message.SecretEncryptedMessage.SecretEncType.MESSAGE_EDIT,
  };
}

/** @throws Error when the edit was sealed with another key */
export function openEdit(
  sealed: proto.Message.ISecretEncryptedMessage | null | undefined,
  original: Message,
  parties: Parties,
): proto.Message {
  const payload = Buffer.from(sealed?.encPayload ?? []);
  const key = keyOf(original, parties, 'Message Edit');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed?.encIv ?? Buffer.alloc(12));
  decipher.setAuthTag(payload.subarray(-16));
  return proto.Message.decode(Buffer.concat([decipher.update(payload.subarray(0, -16)), decipher.final()]));
}
