import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { CorruptFile, KEY_USES, unseal } from './media-cipher.js';

const mediaKey = Buffer.alloc(32, 7);
const plain = Buffer.from('a pack of stickers');

/** A file as WhatsApp's apps encrypt it. */
function sealed(info: string): Buffer {
  const keys = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), info, 112));
  const iv = keys.subarray(0, 16);
  const cipher = createCipheriv('aes-256-cbc', keys.subarray(16, 48), iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const code = createHmac('sha256', keys.subarray(48, 80)).update(iv).update(body).digest();
  return Buffer.concat([body, code.subarray(0, 10)]);
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

describe('an encrypted file', () => {
  it('is decrypted with the keys of its type', async () => {
    const [use] = KEY_USES.sticker_pack;
    if (!use) throw new Error('there are no keys');
    const bytes = sealed('WhatsApp Sticker Pack Keys');
    expect((await buffer(unseal(chunks(bytes), { mediaKey }, use))).equals(plain)).toBe(true);
  });

  it('is corrupt with others', async () => {
    const bytes = sealed('WhatsApp Sticker Pack Keys');
    await expect(buffer(unseal(chunks(bytes), { mediaKey }, 'Document'))).rejects.toThrow(CorruptFile);
  });
});
