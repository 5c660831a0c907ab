import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { getMediaKeys, type MediaType } from '@whiskeysockets/baileys';

/** Length of the authentication code at the end of an encrypted file, in bytes. */
const MAC_BYTES = 10;
/** Largest difference between the encrypted file and the file, in bytes: one block of padding, and the code. */
export const CIPHER_OVERHEAD_BYTES = 16 + MAC_BYTES;

/** What is known about an encrypted file. */
export interface Sealed {
  mediaKey: Uint8Array;
  type: MediaType;
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
  { mediaKey, type, fileEncSha256, fileSha256 }: Sealed,
): AsyncGenerator<Uint8Array> {
  const { cipherKey, iv, macKey } = await getMediaKeys(mediaKey, type);
  if (!macKey) throw new CorruptFile();
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
