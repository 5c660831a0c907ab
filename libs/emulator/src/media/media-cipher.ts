import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { getMediaKeys } from '@whiskeysockets/baileys';
import type { FileReference, MediaKind } from './file-reference.js';

const KEY_BYTES = 32;
const MAC_BYTES = 10;

/** A file that does not match its message. */
export class MediaDamaged extends Error {}

/**
 * Encrypts one file as WhatsApp does: AES-256-CBC with keys derived from the media key, followed by the first 10
 * bytes of an HMAC-SHA256 over IV and ciphertext.
 */
export class Sealing {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(
    private readonly kind: MediaKind,
    readonly mediaKey: Buffer = randomBytes(KEY_BYTES),
  ) {}

  /** Hash and size of the plaintext, after all of it was encrypted. */
  digest(): { fileSha256: Buffer; fileLength: number } {
    return { fileSha256: this.hash.digest(), fileLength: this.bytes };
  }

  async *seal(plaintext: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { cipherKey, iv, macKey } = await keysOf(this.kind, this.mediaKey);
    const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
    const mac = createHmac('sha256', macKey).update(iv);
    for await (const chunk of plaintext) {
      this.hash.update(chunk);
      this.bytes += chunk.length;
      const sealed = cipher.update(chunk);
      mac.update(sealed);
      yield sealed;
    }
    const rest = cipher.final();
    yield Buffer.concat([rest, mac.update(rest).digest().subarray(0, MAC_BYTES)]);
  }
}

async function keysOf(kind: MediaKind, mediaKey: Buffer) {
  const { cipherKey, iv, macKey } = await getMediaKeys(mediaKey, kind);
  if (!macKey) throw new Error('the media key gave no MAC key');
  return { cipherKey, iv, macKey };
}

/**
 * Decrypts a file. It yields plaintext before the MAC is verified.
 * @throws MediaDamaged at the end, if the MAC or the padding is wrong
 */
export async function* unseal(
  sealed: AsyncIterable<Buffer>,
  kind: MediaKind,
  mediaKey: Buffer,
): AsyncGenerator<Buffer> {
  const { cipherKey, iv, macKey } = await keysOf(kind, mediaKey);
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  const mac = createHmac('sha256', macKey).update(iv);
  let tail = Buffer.alloc(0);
  for await (const chunk of sealed) {
    const joined = Buffer.concat([tail, chunk]);
    const ready = Math.max(joined.length - MAC_BYTES, 0);
    tail = joined.subarray(ready);
    const body = joined.subarray(0, ready);
    mac.update(body);
    yield decipher.update(body);
  }
  if (!mac.digest().subarray(0, MAC_BYTES).equals(tail)) throw new MediaDamaged('the MAC is wrong');
  yield lastBlock(decipher);
}

function lastBlock(decipher: { final(): Buffer }): Buffer {
  try {
    return decipher.final();
  } catch {
    throw new MediaDamaged('the padding is wrong');
  }
}

/**
 * Checks a file against its message: MAC, hashes and length.
 * @throws MediaDamaged naming what does not match
 */
export async function verify(sealed: AsyncIterable<Buffer>, file: FileReference): Promise<void> {
  const outer = createHash('sha256');
  const inner = createHash('sha256');
  let length = 0;
  async function* hashed() {
    for await (const chunk of sealed) {
      outer.update(chunk);
      yield chunk;
    }
  }
  for await (const chunk of unseal(hashed(), file.kind, file.mediaKey)) {
    inner.update(chunk);
    length += chunk.length;
  }
  if (!outer.digest().equals(file.fileEncSha256)) throw new MediaDamaged('fileEncSha256 does not match');
  if (!inner.digest().equals(file.fileSha256)) throw new MediaDamaged('fileSha256 does not match');
  if (length !== file.fileLength)
    throw new MediaDamaged(`fileLength does not match: the file has ${length} bytes`);
}
