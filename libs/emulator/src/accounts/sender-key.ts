import { createDecipheriv } from 'node:crypto';
import { SenderKeyMessage } from '@whiskeysockets/baileys/lib/Signal/Group/sender-key-message.js';
import { SenderKeyRecord } from '@whiskeysockets/baileys/lib/Signal/Group/sender-key-record.js';
import { verifyXeddsa } from '../wire/xeddsa.js';

type State = NonNullable<ReturnType<SenderKeyRecord['getSenderKeyState']>>;
type MessageKey = NonNullable<ReturnType<State['removeSenderMessageKey']>>;

const SIGNATURE_BYTES = 64;
/** How many messages of a chain may be missing. */
const FURTHEST = 2000;

/** The key of one message; skipped keys are kept for messages that arrive late. */
function messageKey(state: State, iteration: number): MessageKey {
  let chain = state.getSenderChainKey();
  if (chain.getIteration() > iteration) {
    const kept = state.removeSenderMessageKey(iteration);
    if (!kept) throw new Error('this message was decrypted before');
    return kept;
  }
  if (iteration - chain.getIteration() > FURTHEST) throw new Error('too many messages are missing');
  while (chain.getIteration() < iteration) {
    state.addSenderMessageKey(chain.getSenderMessageKey());
    chain = chain.getNext();
  }
  state.setSenderChainKey(chain.getNext());
  return chain.getSenderMessageKey();
}

/**
 * Decrypts with a sender key, like GroupCipher of Baileys. Only the signature is verified differently: libsignal
 * needs 14 ms for it, and every phone of a group verifies every message.
 * @param stored the sender key record as the Signal repository stores it
 * @returns the plaintext and the updated record
 * @throws Error when the key is unknown, the signature is invalid, or the message was decrypted before
 */
export function openWithSenderKey(
  stored: Uint8Array | undefined,
  sealed: Uint8Array,
): { plaintext: Buffer; record: Buffer } {
  const record = stored && SenderKeyRecord.deserialize(stored);
  const message = new SenderKeyMessage(null, null, null, null, sealed);
  const state = record?.getSenderKeyState(message.getKeyId());
  if (!record || !state) throw new Error('the sender key is unknown');
  const signed = sealed.subarray(0, -SIGNATURE_BYTES);
  const key = state.getSigningKeyPublic().subarray(-32);
  if (!verifyXeddsa(key, signed, sealed.subarray(-SIGNATURE_BYTES)))
    throw new Error('the signature is invalid');
  const used = messageKey(state, message.getIteration());
  const decipher = createDecipheriv('aes-256-cbc', used.getCipherKey(), used.getIv());
  const plaintext = Buffer.concat([decipher.update(message.getCipherText()), decipher.final()]);
  return { plaintext, record: Buffer.from(JSON.stringify(record.serialize())) };
}
