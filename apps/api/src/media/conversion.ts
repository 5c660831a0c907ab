import type { MediaKind } from './media-type.js';
import type { FoundType } from './zip-contents.js';

/** How a file becomes one that phones show. `voice`: Ogg with Opus, mono; `loop`: MP4 without sound. */
export type Conversion =
  | { with: 'libvips'; to: 'picture' | 'sticker' }
  | { with: 'ffmpeg'; to: 'voice' | 'video' | 'loop'; demuxer: string };

/** Pictures that libvips reads here. HEIC is not among them: its codec is encumbered, and the build of sharp lacks it. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/apng',
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
]);

/**
 * ffmpeg's demuxer of each type. ffmpeg is never let to choose: some of its demuxers read other files, or addresses, that a
 * crafted file names.
 */
const DEMUXERS: ReadonlyMap<string, string> = new Map([
  ['application/ogg', 'ogg'],
  ['audio/aac', 'aac'],
  ['audio/aiff', 'aiff'],
  ['audio/amr', 'amr'],
  ['audio/flac', 'flac'],
  ['audio/mp4', 'mov'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/ogg; codecs=opus', 'ogg'],
  ['audio/wav', 'wav'],
  ['audio/x-flac', 'flac'],
  ['audio/x-m4a', 'mov'],
  ['image/gif', 'gif'],
  ['video/3gpp', 'mov'],
  ['video/3gpp2', 'mov'],
  ['video/matroska', 'matroska'],
  ['video/mp2t', 'mpegts'],
  ['video/mp4', 'mov'],
  ['video/mpeg', 'mpeg'],
  ['video/ogg', 'ogg'],
  ['video/quicktime', 'mov'],
  ['video/vnd.avi', 'avi'],
  ['video/webm', 'matroska'],
  ['video/x-flv', 'flv'],
  ['video/x-m4v', 'mov'],
]);

const VOICE = 'audio/ogg; codecs=opus';

/**
 * The conversion that a file needs, if its caller asks for one.
 * @param found detected from its bytes
 * @param traits `ptt`: it is to be a voice note; `gifPlayback`: it is to loop
 * @returns undefined if it stays as it is, or cannot be converted
 */
export function conversionOf(
  kind: MediaKind,
  found: FoundType | undefined,
  traits: { ptt?: unknown; gifPlayback?: unknown } = {},
): Conversion | undefined {
  const mime = found?.mime ?? '';
  if (kind === 'image')
    return PICTURES.has(mime) && !['image/jpeg', 'image/png', 'image/apng'].includes(mime)
      ? { with: 'libvips', to: 'picture' }
      : undefined;
  if (kind === 'sticker') return PICTURES.has(mime) ? { with: 'libvips', to: 'sticker' } : undefined;
  const demuxer = DEMUXERS.get(mime);
  if (demuxer === undefined || kind === 'document') return undefined;
  if (kind === 'video')
    return {
      with: 'ffmpeg',
      to: traits.gifPlayback === true || demuxer === 'gif' ? 'loop' : 'video',
      demuxer,
    };
  if (demuxer === 'gif') return undefined;
  // A voice note has a waveform, which only the conversion makes.
  return mime === VOICE && traits.ptt !== true ? undefined : { with: 'ffmpeg', to: 'voice', demuxer };
}

/** Longest side of a video, in pixels; phones send no larger ones. */
const LONGEST_SIDE = 1280;
/** Pixels of a picture of a video that is decoded: 8K. */
const MOST_PIXELS = 7680 * 4320;

/** Both sides even, as H.264 needs them, and none longer than the limit. */
const SCALE = [
  `scale=w='min(${LONGEST_SIDE},iw)':h='min(${LONGEST_SIDE},ih)':force_original_aspect_ratio=decrease`,
  `crop=w='max(2,trunc(iw/2)*2)':h='max(2,trunc(ih/2)*2)'`,
  'setsar=1',
].join(',');

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-pix_fmt', 'yuv420p'];

const TO_VOICE = '-vn -sn -dn -map 0:a:0 -ac 1 -ar 48000 -c:a libopus -b:a 32k -f ogg'.split(' ');
const TO_VIDEO = [
  ['-sn', '-dn', '-map', '0:v:0', '-map', '0:a:0?', '-vf', SCALE, '-r', '30'],
  H264,
  ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart', '-f', 'mp4'],
].flat();
const TO_LOOP = [
  ['-an', '-sn', '-dn', '-map', '0:v:0', '-vf', SCALE],
  H264,
  ['-movflags', '+faststart', '-f', 'mp4'],
].flat();

const OUTPUTS: Readonly<Record<Extract<Conversion, { with: 'ffmpeg' }>['to'], readonly string[]>> = {
  voice: TO_VOICE,
  video: TO_VIDEO,
  loop: TO_LOOP,
};

/**
 * Arguments of ffmpeg. Nothing in them comes from a caller: the paths are our own.
 * @param limits of the output: its length and its size
 */
export function ffmpegArguments(
  { to, demuxer }: Extract<Conversion, { with: 'ffmpeg' }>,
  paths: { input: string; output: string },
  limits: { seconds: number; bytes: number },
): string[] {
  return [
    ['-nostdin', '-hide_banner', '-v', 'error', '-nostats', '-progress', 'pipe:1', '-threads', '1'],
    // Only local files: a file must not make the server ask an address.
    ['-protocol_whitelist', 'file,pipe', '-max_pixels', String(MOST_PIXELS)],
    ['-f', demuxer, '-i', `file:${paths.input}`],
    ['-map_metadata', '-1', '-map_chapters', '-1'],
    // A little more than allowed, so that it shows.
    ['-t', String(limits.seconds + 1), '-fs', String(limits.bytes)],
    OUTPUTS[to],
    ['-threads', '1', '-y', `file:${paths.output}`],
  ].flat();
}

/** Samples per second of the sound from which the waveform is made. */
export const WAVE_RATE = 4000;

/** Arguments of ffmpeg that write the sound of our own voice note as 16-bit samples to its output. */
export function waveArguments(path: string): string[] {
  return [
    ['-nostdin', '-hide_banner', '-v', 'error', '-threads', '1', '-protocol_whitelist', 'file,pipe'],
    ['-f', 'ogg', '-i', `file:${path}`, '-ac', '1', '-ar', String(WAVE_RATE), '-f', 's16le', 'pipe:1'],
  ].flat();
}

/** Volumes that apps draw. */
const BARS = 64;

/** Collects the sound of a voice note: its length, and its volume over time. */
export class Wave {
  private readonly peaks: number[] = [];
  private samples = 0;
  private odd: Buffer = Buffer.alloc(0);

  /** @param chunk 16-bit samples */
  add(chunk: Buffer): void {
    const bytes = Buffer.concat([this.odd, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    for (let at = 0; at < whole; at += 2) {
      // Ten volumes a second are more than apps draw.
      const slot = Math.floor((this.samples * 10) / WAVE_RATE);
      this.peaks[slot] = Math.max(this.peaks[slot] ?? 0, Math.abs(bytes.readInt16LE(at)));
      this.samples += 1;
    }
    this.odd = bytes.subarray(whole);
  }

  get seconds(): number {
    return Math.max(1, Math.round(this.samples / WAVE_RATE));
  }

  /** 64 volumes from 0 to 100, relative to the loudest. */
  get bars(): number[] {
    const { peaks } = this;
    const loudest = Math.max(1, ...bucketsOf(peaks));
    return bucketsOf(peaks).map((peak) => Math.round((100 * peak) / loudest));
  }
}

function bucketsOf(peaks: readonly number[]): number[] {
  return Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / BARS));
    return Math.max(0, ...peaks.slice(from, to));
  });
}
