import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, openAsBlob, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot } from '../harness/bot.js';
import { useFileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { MIB, peakOf } from '../harness/memory.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

import.meta.jest.setTimeout(180_000);

const BOT = '628111111111';
const PERSON = '15550105001';
const SIZE = 60 * MIB;
const PATIENCE_MS = 120_000;

async function sha256(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) hash.update(chunk);
  return hash.digest('hex');
}

describe('a file of 60 MiB', () => {
  const directory = mkdtempSync(join(tmpdir(), 'miaw-large-'));
  const temporary = mkdtempSync(join(directory, 'tmp-'));
  const path = join(directory, 'film.mp4');
  const world = useWorld({ TMPDIR: temporary });
  const bot = new Bot(world, 'bot', BOT);
  const server = useFileServer();
  let expected: string;
  let before: number;

  const peak = () => peakOf(world.api.pid);

  beforeAll(async () => {
    const beginning = await files.mp4();
    writeFileSync(path, Buffer.concat([beginning, Buffer.alloc(SIZE - beginning.length, beginning)]));
    expected = await sha256(createReadStream(path));
    await bot.link();
    // What it takes to send and fetch at all.
    const small = { bytes: Buffer.concat([beginning, Buffer.alloc(2 * MIB)]), name: 'a.mp4' };
    const id = await bot.sent(bot.form('video', { to: PERSON }, small));
    await world.emulator.arrives(PERSON, id);
    expect((await bot.file(id)).code).toBe(200);
  });

  beforeEach(() => {
    before = peak();
  });

  /**
   * Held whole, as plaintext and ciphertext, it would take twice its size. Pieces wait for the garbage collector,
   * longer on a machine that is busy.
   */
  afterEach(async () => {
    expect(peak() - before).toBeLessThan(1.5 * SIZE);
    await eventually(
      async () => [...readdirSync(join(world.api.directory, '.spool')), ...readdirSync(temporary)],
      (names) => names.length === 0,
      'no file of it to be left',
    );
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  async function arrivesWhole(messageId: string): Promise<void> {
    expect((await world.emulator.arrives(PERSON, messageId)).media).toMatchObject({
      sizeBytes: SIZE,
      sha256: expected,
    });
  }

  /** Downloads a message's file without holding it. */
  async function fetched(messageId: string): Promise<string> {
    const response = await world.api.raw(`/api/v1/instances/bot/messages/${messageId}/media`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    expect(response.headers.get('content-length')).toBe(String(SIZE));
    if (!response.body) throw new Error('nothing came');
    return sha256(response.body);
  }

  it('goes out by multipart, and can be had back', async () => {
    const bytes = await openAsBlob(path);
    const id = await bot.sent(bot.form('document', { to: PERSON }, { bytes, name: 'film.mp4' }));
    await arrivesWhole(id);
    expect(await fetched(id)).toBe(expected);
  });

  it('goes out by URL', async () => {
    const url = server.serve('/film.mp4', (_request, response) => {
      response.writeHead(200, { 'Content-Length': SIZE });
      createReadStream(path).pipe(response);
    });
    await arrivesWhole(await bot.sent(bot.media('video', { to: PERSON, media: url })));
  });

  it('comes in, and can be had', async () => {
    const id = await world.emulator.sendMedia(PERSON, BOT, await openAsBlob(path), { kind: 'document' });
    await bot.hears(id);
    expect(await fetched(id)).toBe(expected);
  });
});
