import { Fields } from '../state/fields.js';
import type { Json } from '../state/state-file.js';

/** The kinds of media that people send. */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What a message says about its file: where it is, how it is opened and what must come out. */
export interface FileReference {
  kind: MediaKind;
  /** Path and query on the media server. */
  directPath: string;
  /** 32 bytes, from which the keys are derived. */
  mediaKey: Buffer;
  /** Of the plaintext. */
  fileSha256: Buffer;
  /** Of what lies on the server. */
  fileEncSha256: Buffer;
  /** Bytes of the plaintext. */
  fileLength: number;
}

/** What a person sees of a file. */
export interface MediaDetails {
  mimetype: string;
  fileName?: string;
  sizeBytes: number;
  /** Of the plaintext, hex. */
  sha256: string;
  seconds?: number;
  /** A voice note. */
  ptt?: boolean;
  /** A video note. */
  ptv?: boolean;
  gifPlayback?: boolean;
  viewOnce?: boolean;
  width?: number;
  height?: number;
  thumbnail: boolean;
  /** Why the phone does not have the file. */
  error?: string;
}

export function fileJson(file: FileReference): Json {
  return {
    ...file,
    mediaKey: file.mediaKey.toString('base64'),
    fileSha256: file.fileSha256.toString('base64'),
    fileEncSha256: file.fileEncSha256.toString('base64'),
  };
}

export function readFile(fields: Fields): FileReference {
  return {
    kind: fields.oneOf('kind', MEDIA_KINDS),
    directPath: fields.text('directPath'),
    mediaKey: fields.bytes('mediaKey'),
    fileSha256: fields.bytes('fileSha256'),
    fileEncSha256: fields.bytes('fileEncSha256'),
    fileLength: fields.integer('fileLength'),
  };
}

export function readDetails(fields: Fields): MediaDetails {
  return {
    mimetype: fields.text('mimetype'),
    fileName: fields.optionalText('fileName'),
    sizeBytes: fields.integer('sizeBytes'),
    sha256: fields.text('sha256'),
    seconds: fields.optionalInteger('seconds'),
    ptt: fields.optionalFlag('ptt'),
    ptv: fields.optionalFlag('ptv'),
    gifPlayback: fields.optionalFlag('gifPlayback'),
    viewOnce: fields.optionalFlag('viewOnce'),
    width: fields.optionalInteger('width'),
    height: fields.optionalInteger('height'),
    thumbnail: fields.flag('thumbnail'),
    error: fields.optionalText('error'),
  };
}
