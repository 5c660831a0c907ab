import { hkdfSync } from 'node:crypto';
import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { childrenOf, isFromBot } from '../wire/stanza.js';
import { decodeMessage } from './decode.js';
import { openSealed, type Sealed, type SealedBetween } from './secrets.js';

/** The answer of a bot, such as Meta AI, which is sealed with the secret of the message that it answers. */
export interface BotAnswer {
  sealed: Sealed;
  /** Id of the message that it answers. */
  targetId: string;
  /** JID of the author of that message; undefined if it is the account itself. */
  asker?: string;
  /** Id of the answer's first part, which is a part of the key. */
  firstId: string;
  /** Which part of an answer it is that is shown while it is being written; undefined if it is the first or only one. */
  part?: 'inner' | 'last';
}

const { MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;

/** Reads the stanza of an answer (whatsmeow, `decryptMessages`). Undefined if it lacks something. */
export function readBotAnswer(node: BinaryNode): BotAnswer | undefined {
  const [bot] = childrenOf(node, 'bot');
  const [meta] = childrenOf(node, 'meta');
  const content = childrenOf(node, 'enc').find(isFromBot)?.content;
  const { edit, edit_target_id: editTarget } = bot?.attrs ?? {};
  const part = edit === 'inner' || edit === 'last' ? edit : undefined;
  const firstId = part ? editTarget : node.attrs['id'];
  const targetId = meta?.attrs['target_id'];
  if (!firstId || !targetId || !(content instanceof Uint8Array)) return undefined;
  try {
    const { encPayload: payload, encIv: iv } = proto.MessageSecretMessage.decode(content);
    if (!payload || !iv) return undefined;
    return { sealed: { payload, iv }, targetId, asker: meta?.attrs['target_sender_jid'], firstId, part };
  } catch {
    return undefined;
  }
}

/**
 * Decrypts an answer. Its key is derived from a key that is made of the secret of the question, for `Bot Message`, without
 * salt (whatsmeow, `decryptBotMessage`).
 * @param secret of the question
 * @returns the answer, or as the last part of one, its edit. Undefined if it is not the answer to this question
 */
export function openBotAnswer(
  { sealed, firstId, part }: BotAnswer,
  secret: Uint8Array,
  people: SealedBetween,
): proto.IMessage | undefined {
  const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(32), 'Bot Message', 32));
  const opened = openSealed(sealed, { secret: key, id: firstId, use: '' }, people, decodeMessage);
  if (!opened || !part || opened.protocolMessage || opened.editedMessage) return opened;
  return { protocolMessage: { type: MESSAGE_EDIT, key: { id: firstId }, editedMessage: opened } };
}
