import { hkdfSync, randomBytes } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM } from '@whiskeysockets/baileys';

/** Something about a message that can only be decrypted with the secret of that message. */
export interface Sealed {
  payload: Uint8Array;
  iv: Uint8Array;
}

/** What something is sealed for, as a part of the key (whatsmeow, `MsgSecretType`). Answers of bots name nothing. */
export type SealedUse =
  | 'Message Edit'
  | 'Event Edit'
  | 'Poll Edit'
  | 'Poll Vote'
  | 'Enc Reaction'
  | 'Enc Comment'
  | 'Event Response'
  | '';

/** The uses whose cipher also authenticates the message and the person (whatsmeow, `generateMsgSecretKey`). */
const AUTHENTICATED: ReadonlySet<SealedUse> = new Set<SealedUse>(['Poll Vote', 'Event Response', '']);

/** Length of the initialization vector, in bytes. */
const IV_BYTES = 12;

/** The possible JIDs of two people, without device: phone and LID of each. */
export interface SealedBetween {
  /** The author of the message. */
  authors: readonly string[];
  /** The person who edits it, reacts to it or answers it. */
  actors: readonly string[];
}

/** The message that something is about, and what it is. */
interface Purpose {
  /** The secret of the message. */
  secret: Uint8Array;
  /** Id of the message. */
  id: string;
  use: SealedUse;
}

function cipherOf({ secret, id, use }: Purpose, author: string, actor: string) {
  const info = Buffer.from(`${id}${author}${actor}${use}`);
  return {
    key: Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(32), info, 32)),
    authenticated: Buffer.from(AUTHENTICATED.has(use) ? `${id}\0${actor}` : ''),
  };
}

/**
 * Encrypts something about a message, see {@link openSealed}.
 * @param people their JIDs, without device
 */
export function seal(
  plaintext: Uint8Array,
  purpose: Purpose,
  { author, actor }: { author: string; actor: string },
): Sealed {
  const { key, authenticated } = cipherOf(purpose, author, actor);
  const iv = randomBytes(IV_BYTES);
  return { payload: aesEncryptGCM(plaintext, key, iv, authenticated), iv };
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
  purpose: Purpose,
  { authors, actors }: SealedBetween,
  read: (plaintext: Uint8Array) => T,
): T | undefined {
  for (const author of authors) {
    for (const actor of actors) {
      const { key, authenticated } = cipherOf(purpose, author, actor);
      try {
        return read(aesDecryptGCM(payload, key, iv, authenticated));
      } catch {
        // This pair does not fit.
      }
    }
  }
  return undefined;
}
