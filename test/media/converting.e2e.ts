import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Bot, type FormFile, type MediaFields, type MediaKind } from '../harness/bot.js';
import type { PhoneFile } from '../harness/emulator.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld, type World } from '../harness/world.js';

const ANNA = '15550001111';
const FFMPEG = spawnSync('ffmpeg', ['-version']).status === 0;

/** Sends a file to be converted. */
async function converts(bot: Bot, kind: MediaKind, bytes: Buffer, more: object = {}) {
  const fields: MediaFields & { convert: boolean } = { to: ANNA, convert: true, ...more };
  const file: FormFile = { bytes, name: 'file' };
  return bot.form(kind, fields, file);
}

/** What arrives on the phone. */
async function arrives(
  world: World,
  bot: Bot,
  sending: ReturnType<Bot['form']>,
): Promise<{ media: PhoneFile; bytes: Buffer }> {
  const id = await bot.sent(sending);
  const messages = await eventually(
    async () => (await world.emulator.inbox(ANNA)).filter((message) => message.id === id),
    (found) => found[0]?.media !== undefined,
    'the file to arrive',
  );
  const media = messages[0]?.media;
  if (!media) throw new Error('there is no file');
  const response = await fetch(`${world.emulator.url}/phones/${ANNA}/messages/${id}/media`);
  return { media, bytes: Buffer.from(await response.arrayBuffer()) };
}

function blue(alpha = 1) {
  const background = { r: 0, g: 0, b: 255, alpha };
  return sharp({ create: { width: 300, height: 200, channels: alpha === 1 ? 3 : 4, background } });
}

/** An animation of some frames. */
async function animation(frames: number): Promise<Buffer> {
  const pages = await Promise.all(
    Array.from({ length: frames }, async (_, n) =>
      sharp({
        create: {
          width: 60,
          height: 40,
          channels: 3,
          background: { r: (n * 83) % 256, g: (n * 151) % 256, b: (n * 29) % 256 },
        },
      })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pages, { join: { animated: true } })
    .gif()
    .toBuffer();
}

function spoolOf(world: World): string[] {
  return readdirSync(join(world.api.directory, '.spool'));
}

describe('without ffmpeg', () => {
  const world = useWorld({ FFMPEG_PATH: '/nowhere/ffmpeg' });
  const bot = new Bot(world, 'bot', '628111111111');

  beforeAll(async () => {
    await bot.link();
  });

  it('the server says what it can convert', async () => {
    const { data } = Object(await (await world.api.raw('/health')).json());
    expect(data.conversions).toEqual({ image: true, sticker: true, audio: false, video: false });
  });

  it.each([
    ['webp', 'image/jpeg', () => blue().webp().toBuffer()],
    ['avif', 'image/jpeg', () => blue().avif().toBuffer()],
    ['tiff', 'image/jpeg', () => blue().tiff().toBuffer()],
    ['gif', 'image/jpeg', () => blue().gif().toBuffer()],
    ['transparent webp', 'image/png', () => blue(0.5).webp().toBuffer()],
  ])('a picture in %s becomes %s', async (_name, mimetype, make) => {
    const original = await make();
    const refusal = await bot.form('image', { to: ANNA }, { bytes: original, name: 'file' });
    expect(refusal).toMatchObject({ code: 415, error: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    const { media, bytes } = await arrives(world, bot, converts(bot, 'image', original));
    expect(media.mimetype).toBe(mimetype);
    const { format, width, height } = await sharp(bytes).metadata();
    expect({ format: `image/${format}`, width, height }).toEqual({
      format: mimetype,
      width: 300,
      height: 200,
    });
    const { channels } = await sharp(bytes).stats();
    expect(channels[2]?.mean).toBeGreaterThan(200);
  });

  it('a picture that phones show stays as it is', async () => {
    const original = await blue().png().toBuffer();
    const { media, bytes } = await arrives(world, bot, converts(bot, 'image', original));
    expect(media.mimetype).toBe('image/png');
    expect(bytes.equals(original)).toBe(true);
  });

  it.each([
    ['a PNG', 1, () => blue().png().toBuffer()],
    ['a JPEG', 1, () => blue().jpeg().toBuffer()],
    ['an animated GIF', 5, () => animation(5)],
  ])('%s becomes a sticker', async (_name, frames, make) => {
    const { media, bytes } = await arrives(world, bot, converts(bot, 'sticker', await make()));
    expect(media.mimetype).toBe('image/webp');
    const {
      format,
      width,
      pageHeight,
      height,
      pages = 1,
    } = await sharp(bytes, { animated: true }).metadata();
    expect({ format, width, height: pageHeight ?? height, pages }).toEqual({
      format: 'webp',
      width: 512,
      height: 512,
      pages: frames,
    });
  });

  it('a picture that is too much, or cannot be read, is refused', async () => {
    const large = await sharp({ create: { width: 6000, height: 5000, channels: 3, background: 'red' } })
      .webp()
      .toBuffer();
    for (const [kind, bytes, reason] of [
      ['image', large, 'too_many_pixels'],
      ['sticker', await animation(301), 'too_many_frames'],
      ['image', (await blue().webp().toBuffer()).subarray(0, 60), 'conversion_failed'],
    ] as const)
      expect(await converts(bot, kind, bytes)).toMatchObject({
        code: 422,
        error: { code: 'MEDIA_FETCH_FAILED', details: { reason } },
      });
    expect(spoolOf(world)).toEqual([]);
  });

  it('audio and video are refused, naming what is missing', async () => {
    for (const kind of ['audio', 'video'] as const) {
      const bytes = kind === 'audio' ? Buffer.from('fLaC\0\0\0\0') : await animation(2);
      expect(await converts(bot, kind, bytes)).toMatchObject({
        code: 422,
        error: { code: 'CONVERSION_UNAVAILABLE', details: { program: 'ffmpeg' } },
      });
    }
    expect(spoolOf(world)).toEqual([]);
  });

  it('nothing is made of what is no such file', async () => {
    const text = Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n');
    for (const kind of ['audio', 'video', 'image', 'sticker'] as const)
      expect(await converts(bot, kind, text)).toMatchObject({ code: 415 });
  });
});

/** A run of the stand-in. */
interface Run {
  pid: number;
  args: string[];
  /** Earlier runs that had not ended when it began. */
  others: number;
  variables: string[];
}

/** A program in the place of ffmpeg, which does what its input says. */
function standIn(directory: string): string {
  const log = join(directory, 'runs.jsonl');
  const program = join(directory, 'ffmpeg');
  writeFileSync(log, '');
  writeFileSync(
    program,
    `#!/usr/bin/env node
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '-version') process.exit(0);
const alive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
const runs = readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line));
const others = runs.filter(({ pid }) => alive(pid)).length;
const variables = Object.keys(process.env);
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ pid: process.pid, args, others, variables }) + '\\n');
const input = readFileSync(args[args.indexOf('-i') + 1].slice('file:'.length), 'latin1');
const output = args.at(-1).slice('file:'.length);
if (args.includes('s16le')) process.stdout.write(Buffer.alloc(4000 * 2 * 3, 1));
else if (input.includes('HANG')) setInterval(() => undefined, 1000);
else if (input.includes('FAIL')) { process.stderr.write('Invalid data in ' + 'x'.repeat(100000)); process.exitCode = 1; }
else if (input.includes('LONG')) { writeFileSync(output, 'long'); process.stdout.write('out_time_us=3601000000\\nprogress=end\\n'); }
else if (input.includes('LARGE')) writeFileSync(output, Buffer.alloc(Number(args[args.indexOf('-fs') + 1])));
else if (input.includes('EMPTY')) writeFileSync(output, '');
else { writeFileSync(output, 'OggS converted'); process.stdout.write('out_time_us=3000000\\nprogress=end\\n'); }
`,
  );
  chmodSync(program, 0o755);
  return program;
}

describe('with a program in the place of ffmpeg', () => {
  const directory = mkdtempSync(join(tmpdir(), 'miaw-stand-in-'));
  const world = useWorld({
    FFMPEG_PATH: standIn(directory),
    MEDIA_CONVERT_TIMEOUT_MS: '2000',
    MEDIA_MAX_BYTES: '300000',
  });
  const bot = new Bot(world, 'bot', '628111111111');
  const flac = (word: string) => Buffer.from(`fLaC\0\0\0\0${word}`);

  const runs = (): Run[] =>
    readFileSync(join(directory, 'runs.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    await bot.link();
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('a recording becomes a voice note, with its length and its waveform', async () => {
    const before = runs().length;
    const { media, bytes } = await arrives(world, bot, converts(bot, 'audio', flac('music'), { ptt: true }));
    expect(bytes.toString()).toBe('OggS converted');
    expect(media).toMatchObject({ mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 3 });
    const [made, heard] = runs().slice(before);
    expect(made?.args.join(' ')).toMatch(
      /-nostdin .*-protocol_whitelist file,pipe .*-f flac -i file:\/\S+\/\.spool\/[\w-]+ .*-t 3601 -fs 300000 .*-c:a libopus .*-f ogg/,
    );
    expect(heard?.args.join(' ')).toMatch(/-f ogg -i file:.*-f s16le pipe:1$/);
    // Nothing of the server's own environment.
    expect(made?.variables.filter((name) => name.startsWith('API_') || name.startsWith('MEDIA_'))).toEqual(
      [],
    );
    expect(spoolOf(world)).toEqual([]);
  });

  it.each([
    ['FAIL', 'conversion_failed'],
    ['EMPTY', 'conversion_failed'],
    ['LONG', 'too_long'],
    ['LARGE', 'too_large'],
  ])('a conversion that ends with %s is 422 %s', async (word, reason) => {
    expect(await converts(bot, 'audio', flac(word))).toMatchObject({
      code: 422,
      error: { code: 'MEDIA_FETCH_FAILED', details: { field: 'media', reason } },
    });
    expect(spoolOf(world)).toEqual([]);
  });

  it('two are made at a time, each is killed when its time is up, and nothing is left', async () => {
    const before = runs().length;
    const answers = await Promise.all([1, 2, 3].map(() => converts(bot, 'audio', flac('HANG'))));
    for (const answer of answers)
      expect(answer).toMatchObject({ code: 422, error: { details: { reason: 'conversion_timeout' } } });
    const made = runs().slice(before);
    expect(made.map(({ others }) => others).every((others) => others <= 1)).toBe(true);
    for (const { pid } of made) expect(() => process.kill(pid, 0)).toThrow();
    expect(spoolOf(world)).toEqual([]);
    expect((await converts(bot, 'audio', flac('music'))).code).toBe(200);
  });

  it('is killed when the client goes away', async () => {
    const before = runs().length;
    const leaving = new AbortController();
    const form = new FormData();
    form.append('to', ANNA);
    form.append('convert', 'true');
    form.append('media', new Blob([new Uint8Array(flac('HANG'))]), 'file');
    const url = `${world.api.url}/api/v1/instances/bot/messages/audio`;
    const headers = { 'X-API-Key': API_KEY };
    const request = fetch(url, { method: 'POST', body: form, headers, signal: leaving.signal });
    const [run] = await eventually(
      async () => runs().slice(before),
      (found) => found.length === 1,
      'the conversion to begin',
    );
    leaving.abort();
    await expect(request).rejects.toThrow();
    await eventually(
      async () => isAlive(run?.pid ?? 0),
      (alive) => !alive,
      'the conversion to be killed',
    );
  });

  it('says that it can convert everything', async () => {
    const { data } = Object(await (await world.api.raw('/health')).json());
    expect(data.conversions).toEqual({ image: true, sticker: true, audio: true, video: true });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Where ffmpeg is not installed, the tests above are what there is. */
(FFMPEG ? describe : describe.skip)('with ffmpeg', () => {
  const world = useWorld();
  const bot = new Bot(world, 'bot', '628111111111');
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-ffmpeg-'));
    await bot.link();
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  /** Makes a file with ffmpeg itself. */
  function made(name: string, ...args: string[]): Buffer {
    const path = join(directory, name);
    const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args, path]);
    if (status !== 0) throw new Error(stderr.toString());
    return readFileSync(path);
  }

  /** What ffprobe says of a file. */
  function probed(bytes: Buffer): { streams: Record<string, unknown>[]; format: Record<string, unknown> } {
    const path = join(directory, 'probed');
    writeFileSync(path, bytes);
    const args = ['-v', 'error', '-print_format', 'json', '-show_streams', '-show_format', path];
    return JSON.parse(spawnSync('ffprobe', args).stdout.toString());
  }

  const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
  const FILM = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=1919x1079:rate=10'];

  it.each([
    ['tone.mp3', [...TONE, '-ac', '2']],
    ['tone.flac', TONE],
    ['tone.wav', TONE],
    ['tone.m4a', TONE],
    ['film.mkv', [...FILM, ...TONE, '-shortest']],
  ])('%s becomes a voice note', async (name, args) => {
    const { media, bytes } = await arrives(
      world,
      bot,
      converts(bot, 'audio', made(name, ...args), { ptt: true }),
    );
    expect(media).toMatchObject({ mimetype: 'audio/ogg; codecs=opus', ptt: true });
    expect([1, 2]).toContain(media['seconds']);
    const { streams } = probed(bytes);
    expect(streams).toMatchObject([{ codec_name: 'opus', channels: 1 }]);
  });

  it.each([
    [
      'film.webm',
      [...FILM, ...TONE, '-shortest', '-c:v', 'libvpx', '-c:a', 'libopus', '-deadline', 'realtime'],
    ],
    ['film.mov', [...FILM, '-c:v', 'mjpeg']],
    ['film.avi', [...FILM, '-c:v', 'mpeg4']],
  ])('%s becomes a video', async (name, args) => {
    const { media, bytes } = await arrives(world, bot, converts(bot, 'video', made(name, ...args)));
    expect(media.mimetype).toBe('video/mp4');
    const [video, ...others] = probed(bytes).streams;
    expect(video).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p' });
    expect(Number(video?.['width'])).toBeLessThanOrEqual(1280);
    expect(Number(video?.['width']) % 2).toBe(0);
    expect(others.every(({ codec_name }) => codec_name === 'aac')).toBe(true);
  });

  it('an animated GIF becomes a video that loops', async () => {
    const { media, bytes } = await arrives(world, bot, converts(bot, 'video', await animation(6)));
    expect(media).toMatchObject({ mimetype: 'video/mp4', gifPlayback: true });
    expect(probed(bytes).streams).toMatchObject([{ codec_name: 'h264' }]);
  });

  it('a file that is damaged is refused', async () => {
    const damaged = made('tone.flac', ...TONE).subarray(0, 60);
    expect(await converts(bot, 'audio', damaged)).toMatchObject({
      code: 422,
      error: { details: { reason: 'conversion_failed' } },
    });
    expect(spoolOf(world)).toEqual([]);
  });
});
