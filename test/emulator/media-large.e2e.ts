import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { downloadMediaMessage, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { sealConsole } from '#libs/observability';
import { type Answer, ControlClient } from '../harness/control-client.js';
import { jidOf } from '../harness/jid.js';
import { freePort, Program } from '../harness/process.js';
import { comes } from '../harness/waiting.js';
import { trustMedia } from './media-trust.js';
import { TestCompanion } from './test-companion.js';

sealConsole();

const BOT = '628111111111';
const CUSTOMER = '15550001111';
const MIB = 1024 * 1024;
const SIZE = 100 * MIB;
/** What garbage may pile up to; a file that is held once takes at least as much, besides it. */
const MOST_GROWTH = SIZE;
const BLOCK = createHash('sha512').update('a block that is easy to make').digest();

/** Many bytes that need not be held. */
function* bytes(): Generator<Buffer> {
  const chunk = Buffer.alloc(MIB, BLOCK);
  for (let sent = 0; sent < SIZE; sent += MIB) {
    chunk.writeUInt32BE(sent);
    yield Buffer.from(chunk);
  }
}

async function sha256(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) hash.update(chunk);
  return hash.digest('hex');
}

describe('a file of 100 MB', () => {
  let directory: string;
  let program: Program;
  let control: ControlClient;
  let bot: TestCompanion;
  let expected: string;

  /** The most memory that the emulator has ever held, in bytes. */
  const peak = () =>
    Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1]) * 1024;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'emulator-large-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { EMULATOR_PORT: String(port), EMULATOR_STATE: join(directory, 'state') };
    program = new Program('emulator/main.js', env, `${url}/health`);
    await program.start();
    control = new ControlClient(url);
    const { noiseRootPublicKey, mediaCaPem, webSocketUrl } = await control.get('/trust');
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(noiseRootPublicKey, 'hex');
    trustMedia(mediaCaPem);
    bot = await TestCompanion.pair({ control, webSocketUrl, phone: BOT, directory: join(directory, 'bot') });
    expected = await sha256(bytes());
  });

  afterAll(async () => {
    await bot.close();
    await program.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('goes to a person and comes from one in little memory', async () => {
    const before = peak();
    const id = await bot.send(jidOf(CUSTOMER), {
      document: { stream: Readable.from(bytes()) },
      mimetype: 'application/zip',
      fileName: 'large.zip',
    });
    const message = await comes('the document', async () => {
      const messages = await control.get(`/phones/${CUSTOMER}/messages`);
      return messages.find((each: { id: string }) => each.id === id);
    });
    expect(message.media).toMatchObject({ sizeBytes: SIZE, sha256: expected, fileName: 'large.zip' });
    expect(message.media).not.toHaveProperty('error');
    const got = await fetch(`${control.url}/phones/${CUSTOMER}/messages/${id}/media`);
    expect(got.headers.get('content-length')).toBe(String(SIZE));
    expect(got.body && (await sha256(got.body))).toBe(expected);

    const handedIn = await fetch(`${control.url}/phones/${CUSTOMER}/media`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: Readable.toWeb(Readable.from(bytes())),
      duplex: 'half',
    });
    const { mediaId }: Answer = await handedIn.json();
    const { messageId } = await control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      mediaId,
      kind: 'document',
      caption: 'Large',
    });
    const heard = await comes('the message', () =>
      bot.messages.find((each) => each.message.key.id === messageId),
    );
    expect(await sha256(await downloadMediaMessage(heard.message, 'stream', {}))).toBe(expected);
    expect(peak() - before).toBeLessThan(MOST_GROWTH);
  });
});
