import { createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { FileType } from '../codec/media.js';

/** Length of the authentication code at the end of an encrypted file, in bytes. */
const MAC_BYTES = 10;
/** Largest difference between the encrypted file and the file, in bytes: one block of padding, and the code. */
export const CIPHER_OVERHEAD_BYTES = 16 + MAC_BYTES;

/** Which keys are made from the key of a message (whatsmeow, download.go; Baileys, MEDIA_HKDF_KEY_MAPPING). */
export type KeyUse = 'Image' | 'Video' | 'Audio' | 'Document' | 'Sticker Pack';

/** The keys of each type. Clients that have no keys for sticker packs send them as documents. */
export const KEY_USES: Readonly<Record<FileType, readonly KeyUse[]>> = {
  image: ['Image'],
  video: ['Video'],
  audio: ['Audio'],
  document: ['Document'],
  sticker: ['Image'],
  sticker_pack: ['Sticker Pack', 'Document'],
};

/** What is known about an encrypted file. */
export interface Sealed {
  mediaKey: Uint8Array;
  /** SHA-256 of the encrypted file. */
  fileEncSha256?: Uint8Array | null;
  /** SHA-256 of the file. */
  fileSha256?: Uint8Array | null;
}

/** Thrown if a file is not the one that was sent. */
export class CorruptFile extends Error {
  constructor() {
    super('the file is damaged: its checksum does not match');
    this.name = 'CorruptFile';
  }
}

/**
 * Decrypts a media file as it arrives: AES-256-CBC, then ten bytes of HMAC-SHA256 over IV and ciphertext (Baileys'
 * encryptedStream). The output is only verified when the end is reached.
 * @throws CorruptFile at the end, if a hash or the code does not match
 */
export async function* unseal(
  received: AsyncIterable<Uint8Array>,
  { mediaKey, fileEncSha256, fileSha256 }: Sealed,
  use: KeyUse,
): AsyncGenerator<Uint8Array> {
  const { cipherKey, iv, macKey } = keysFor(mediaKey, use);
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  const mac = createHmac('sha256', macKey).update(iv);
  const sealed = createHash('sha256');
  const plain = createHash('sha256');
  let tail: Uint8Array = Buffer.alloc(0);
  for await (const chunk of received) {
    sealed.update(chunk);
    const joined = Buffer.concat([tail, chunk]);
    const body = joined.subarray(0, Math.max(0, joined.length - MAC_BYTES));
    tail = joined.subarray(body.length);
    mac.update(body);
    const opened = decipher.update(body);
    plain.update(opened);
    yield opened;
  }
  const last = finish(decipher);
  plain.update(last);
  if (!equal(mac.digest().subarray(0, MAC_BYTES), tail)) throw new CorruptFile();
  if (fileEncSha256?.length && !equal(sealed.digest(), fileEncSha256)) throw new CorruptFile();
  if (fileSha256?.length && !equal(plain.digest(), fileSha256)) throw new CorruptFile();
  yield last;
}

/** Passes a file that is not encrypted through. @throws CorruptFile at the end, if the hash does not match */
export async function* verify(
  received: AsyncIterable<Uint8Array>,
  fileSha256: Uint8Array | null | undefined,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of received) {
    hash.update(chunk);
    yield chunk;
  }
  if (fileSha256?.length && !equal(hash.digest(), fileSha256)) throw new CorruptFile();
}

/** HKDF-SHA256 without salt: 16 bytes of IV, 32 of the cipher's key, 32 of the code's key, and 32 that are not used. */
function keysFor(mediaKey: Uint8Array, use: KeyUse) {
  const keys = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), `WhatsApp ${use} Keys`, 112));
  return { iv: keys.subarray(0, 16), cipherKey: keys.subarray(16, 48), macKey: keys.subarray(48, 80) };
}

function finish(decipher: ReturnType<typeof createDecipheriv>): Buffer {
  try {
    return decipher.final();
  } catch {
    throw new CorruptFile();
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
