import { hkdfSync } from 'node:crypto';
import { aesDecryptGCM } from '@whiskeysockets/baileys';

/** Something about a message that can only be decrypted with the secret of that message. */
export interface Sealed {
  payload: Uint8Array;
  iv: Uint8Array;
}

/** What something is sealed for, as a part of the key (whatsmeow, `MsgSecretType`). Answers of bots name nothing. */
export type SealedUse =
  'Message Edit' | 'Event Edit' | 'Poll Edit' | 'Enc Reaction' | 'Enc Comment' | 'Event Response' | '';

/** The uses whose cipher also authenticates the message and the person (whatsmeow, `generateMsgSecretKey`). */
const AUTHENTICATED: ReadonlySet<SealedUse> = new Set<SealedUse>(['Event Response', '']);

/** The possible JIDs of two people, without device: phone and LID of each. */
export interface SealedBetween {
  /** The author of the message. */
  authors: readonly string[];
  /** The person who edits it, reacts to it or answers it. */
  actors: readonly string[];
}

/**
 * Decrypts what is sealed. The key is HKDF-SHA256 over the secret of the message without salt, for
 * `id || author || actor || use`; the cipher is AES-256-GCM (whatsmeow, msgsecret.go). Its tag shows for which pair of
 * addresses it was encrypted.
 * @param read decodes the plaintext; a failure means that the pair does not fit
 * @returns undefined if no pair of addresses fits
 */
export function openSealed<T>(
  { payload, iv }: Sealed,
  { secret, id, use }: { secret: Uint8Array; id: string; use: SealedUse },
  { authors, actors }: SealedBetween,
  read: (plaintext: Uint8Array) => T,
): T | undefined {
  for (const author of authors) {
    for (const actor of actors) {
      const info = Buffer.from(`${id}${author}${actor}${use}`);
      const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(32), info, 32));
      const authenticated = Buffer.from(AUTHENTICATED.has(use) ? `${id}\0${actor}` : '');
      try {
        return read(aesDecryptGCM(payload, key, iv, authenticated));
      } catch {
        // This pair does not fit.
      }
    }
  }
  return undefined;
}
