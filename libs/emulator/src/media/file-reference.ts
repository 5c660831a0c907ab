import { Fields } from '../state/fields.js';
import type { Json } from '../state/state-file.js';

/** The kinds of media. */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What a message says about its file: where it is, its key and its hashes. */
export interface FileReference {
  kind: MediaKind;
  /** Path and query on the media server. */
  directPath: string;
  /** 32 bytes; all other keys are derived from it. */
  mediaKey: Buffer;
  /** SHA-256 of the plaintext. */
  fileSha256: Buffer;
  /** SHA-256 of the encrypted file on the server. */
  fileEncSha256: Buffer;
  /** Size of the plaintext in bytes. */
  fileLength: number;
}

/** The details of a file that a person sees. */
export interface MediaDetails {
  mimetype: string;
  fileName?: string;
  sizeBytes: number;
  /** SHA-256 of the plaintext in hex. */
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
