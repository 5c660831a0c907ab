import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { readFile as readBytes, rm } from 'node:fs/promises';
import { encryptedStream } from '@whiskeysockets/baileys';
import { type FileReference, MEDIA_KINDS, type MediaKind } from './file-reference.js';
import { MediaDamaged, Sealing, unseal, verify } from './media-cipher.js';

async function* chunks(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

async function sealed(plaintext: Buffer, kind: MediaKind = 'image') {
  const sealing = new Sealing(kind);
  const bytes = await collect(sealing.seal(chunks(plaintext)));
  const file: FileReference = {
    kind,
    directPath: '',
    mediaKey: sealing.mediaKey,
    fileEncSha256: sha256(bytes),
    ...sealing.digest(),
  };
  return { bytes, file };
}

describe('the encryption of media', () => {
  it.each([
    ['image', 'WhatsApp Image Keys'],
    ['sticker', 'WhatsApp Image Keys'],
    ['video', 'WhatsApp Video Keys'],
    ['audio', 'WhatsApp Audio Keys'],
    ['document', 'WhatsApp Document Keys'],
  ] as const)('of a %s takes keys for "%s"', async (kind, info) => {
    const plaintext = randomBytes(2500);
    const { bytes, file } = await sealed(plaintext, kind);
    const keys = Buffer.from(hkdfSync('sha256', file.mediaKey, Buffer.alloc(32), info, 112));
    const cipher = createCipheriv('aes-256-cbc', keys.subarray(16, 48), keys.subarray(0, 16));
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const mac = createHmac('sha256', keys.subarray(48, 80))
      .update(keys.subarray(0, 16))
      .update(body)
      .digest();
    expect(bytes.equals(Buffer.concat([body, mac.subarray(0, 10)]))).toBe(true);
    expect(file.fileLength).toBe(2500);
    expect(file.fileSha256.equals(sha256(plaintext))).toBe(true);
  });

  it.each(MEDIA_KINDS)('of a %s is what Baileys does', async (kind) => {
    const plaintext = randomBytes(5000);
    const theirs = await encryptedStream(plaintext, kind);
    const ciphertext = await readBytes(theirs.encFilePath);
    await rm(theirs.encFilePath);
    expect((await collect(unseal(chunks(ciphertext), kind, theirs.mediaKey))).equals(plaintext)).toBe(true);
    const again = new Sealing(kind, theirs.mediaKey);
    expect((await collect(again.seal(chunks(plaintext)))).equals(ciphertext)).toBe(true);
  });

  it.each([0, 1, 15, 16, 17, 999, 1000, 1001])(
    'gives %d bytes back, however they are cut',
    async (length) => {
      const plaintext = randomBytes(length);
      const { bytes, file } = await sealed(plaintext);
      for (const size of [1, 7, 10, 16, 100_000])
        expect((await collect(unseal(chunks(bytes, size), 'image', file.mediaKey))).equals(plaintext)).toBe(
          true,
        );
      await expect(verify(chunks(bytes), file)).resolves.toBeUndefined();
    },
  );
});

describe('a file that is not what its message says', () => {
  const changes: [string, (file: FileReference, bytes: Buffer) => void, string][] = [
    ['one byte', (_file, bytes) => bytes.writeUInt8(bytes.readUInt8(50) ^ 1, 50), 'MAC'],
    ['the key', (file) => (file.mediaKey = randomBytes(32)), 'MAC'],
    ['the kind', (file) => (file.kind = 'video'), 'MAC'],
    ['the hash of the plaintext', (file) => (file.fileSha256 = randomBytes(32)), 'fileSha256'],
    ['the hash of the ciphertext', (file) => (file.fileEncSha256 = randomBytes(32)), 'fileEncSha256'],
    ['the length', (file) => file.fileLength++, 'fileLength'],
  ];

  it.each(changes)('is found out when it differs in %s', async (_name, change, complaint) => {
    const { bytes, file } = await sealed(randomBytes(3000));
    change(file, bytes);
    const check = verify(chunks(bytes), file);
    await expect(check).rejects.toThrow(MediaDamaged);
    await expect(check).rejects.toThrow(complaint);
  });

  it.each([0, 5, 10, 26, 100])('is found out when only %d bytes of it are there', async (length) => {
    const { bytes, file } = await sealed(randomBytes(3000));
    await expect(verify(chunks(bytes.subarray(0, length)), file)).rejects.toThrow(MediaDamaged);
  });
});
