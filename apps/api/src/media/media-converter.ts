import { rename, stat, writeFile } from 'node:fs/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Semaphore } from 'async-mutex';
import { type Config, LIMITS } from '#libs/config';
import { shownPicture, sticker } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import { type Conversion, ffmpegArguments, Wave, waveArguments } from './conversion.js';
import { type Ending, ffmpeg, type Run } from './ffmpeg.js';
import { MEDIA } from './media-fault.js';
import { MediaSpool } from './media-spool.js';

/** Which kinds of files the server can convert. */
export interface Conversions {
  image: boolean;
  sticker: boolean;
  audio: boolean;
  video: boolean;
}

/** How long ffmpeg may take to say its version, ms. */
const VERSION_TIMEOUT_MS = 10_000;

/** A file after its conversion, which is at the path of the original. */
export interface Converted {
  mimetype: string;
  extension: string;
  sizeBytes: number;
  /** Of a voice note. */
  seconds?: number;
  waveform?: number[];
  /** Set for an animation that became a video. */
  loops?: true;
}

const TYPES = {
  voice: { mimetype: 'audio/ogg; codecs=opus', extension: 'ogg' },
  video: { mimetype: 'video/mp4', extension: 'mp4' },
  loop: { mimetype: 'video/mp4', extension: 'mp4' },
} as const;

/** Converts files that callers want to send. Few at a time, each within limits of time, length and size. */
@Injectable()
export class MediaConverter implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(MediaConverter.name);
  private readonly turns = new Semaphore(LIMITS.conversions);
  private readonly program: string;
  private readonly timeoutMs: number;
  private readonly maxBytes: number;
  private readonly shutdown = new AbortController();
  private hasProgram = false;

  constructor(
    config: ConfigService<Config, true>,
    private readonly spool: MediaSpool,
  ) {
    const { ffmpegPath, mediaConvertTimeoutMs, mediaMaxBytes } = config.get('messages', { infer: true });
    this.program = ffmpegPath;
    this.timeoutMs = mediaConvertTimeoutMs;
    this.maxBytes = mediaMaxBytes;
  }

  /** Looks for ffmpeg once. */
  async onModuleInit(): Promise<void> {
    const limits = { timeoutMs: VERSION_TIMEOUT_MS, signal: this.shutdown.signal };
    const { ending } = await ffmpeg(this.program, ['-version'], limits, () => undefined);
    this.hasProgram = ending === 'done';
  }

  /** Ends what still runs: it would go on for as long as its limit allows, without a server. */
  onApplicationShutdown(): void {
    this.shutdown.abort();
  }

  /** What can be converted here. */
  get available(): Conversions {
    return { image: true, sticker: true, audio: this.hasProgram, video: this.hasProgram };
  }

  /**
   * Converts a file in place.
   * @param gone ends the conversion when the client is gone
   * @throws ApiFault CONVERSION_UNAVAILABLE, MEDIA_FETCH_FAILED with the reason; WhatsAppFault MEDIA_FETCH_FAILED for pictures
   */
  async convert(conversion: Conversion, path: string, gone: AbortSignal): Promise<Converted> {
    const signal = AbortSignal.any([gone, this.shutdown.signal]);
    if (conversion.with === 'libvips') {
      const convert = conversion.to === 'sticker' ? sticker : shownPicture;
      const { picture, ...type } = await convert(path, { timeoutMs: this.timeoutMs, signal });
      await writeFile(path, picture, { mode: 0o600 });
      return { ...type, sizeBytes: picture.length };
    }
    if (!this.hasProgram)
      throw new ApiFault(
        'CONVERSION_UNAVAILABLE',
        'the server has no ffmpeg, which converts audio and video',
        {
          field: MEDIA,
          program: 'ffmpeg',
        },
      );
    return this.turns.runExclusive(() => this.convertFilm(conversion, path, signal));
  }

  private async convertFilm(
    conversion: Extract<Conversion, { with: 'ffmpeg' }>,
    path: string,
    signal: AbortSignal,
  ): Promise<Converted> {
    const output = this.spool.allocate();
    try {
      const limits = { seconds: LIMITS.convertedSeconds, bytes: this.maxBytes };
      const length = new Progress();
      const args = ffmpegArguments(conversion, { input: path, output: output.path }, limits);
      this.check(await this.run(args, signal, (chunk) => length.add(chunk)));
      if (length.seconds > limits.seconds)
        throw failed('too_long', `the media is longer than the limit of ${limits.seconds} seconds`, {
          maxSeconds: limits.seconds,
        });
      const sizeBytes = await sizeOf(output.path);
      // ffmpeg ends a file at its limit without saying so.
      if (sizeBytes >= this.maxBytes)
        throw failed('too_large', `the converted media is larger than the limit of ${this.maxBytes} bytes`, {
          maxBytes: this.maxBytes,
        });
      if (sizeBytes === 0) throw failed('conversion_failed', 'the media has nothing that could be converted');
      const wave = conversion.to === 'voice' ? await this.waveOf(output.path, signal) : undefined;
      await rename(output.path, path);
      const heard = wave && { seconds: wave.seconds, waveform: wave.bars };
      const loops = conversion.to === 'loop' ? ({ loops: true } as const) : {};
      return { ...TYPES[conversion.to], sizeBytes, ...heard, ...loops };
    } finally {
      await output.dispose();
    }
  }

  private async waveOf(path: string, signal: AbortSignal): Promise<Wave> {
    const wave = new Wave();
    this.check(await this.run(waveArguments(path), signal, (chunk) => wave.add(chunk)));
    return wave;
  }

  private async run(
    args: readonly string[],
    signal: AbortSignal,
    onOutput: (chunk: Buffer) => void,
  ): Promise<Run> {
    return ffmpeg(this.program, args, { timeoutMs: this.timeoutMs, signal }, onOutput);
  }

  private check({ ending, words }: Run): void {
    if (ending === 'done') return;
    this.logger.debug(`ffmpeg: ${ending}: ${words}`);
    const { reason, message } = FAILURES[ending];
    throw failed(reason, message);
  }
}

const FAILURES: Readonly<Record<Exclude<Ending, 'done'>, { reason: string; message: string }>> = {
  failed: { reason: 'conversion_failed', message: 'the media could not be converted' },
  missing: { reason: 'conversion_failed', message: 'the media could not be converted' },
  timeout: { reason: 'conversion_timeout', message: 'the media could not be converted in time' },
  aborted: { reason: 'aborted', message: 'the client has disconnected' },
};

function failed(reason: string, message: string, more: Record<string, unknown> = {}): ApiFault {
  return new ApiFault('MEDIA_FETCH_FAILED', message, { field: MEDIA, reason, ...more });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

/** Reads how far ffmpeg got, from lines such as `out_time_us=1500000`. */
class Progress {
  private rest = '';
  private latest = 0;

  add(chunk: Buffer): void {
    const text = this.rest + chunk.toString('latin1');
    for (const [, micros] of text.matchAll(/^out_time_us=(\d{1,15})$/gm)) this.latest = Number(micros);
    // A line that is cut off is read with the next chunk.
    this.rest = text.slice(text.lastIndexOf('\n') + 1).slice(-200);
  }

  get seconds(): number {
    return this.latest / 1_000_000;
  }
}
