import type { proto } from '@whiskeysockets/baileys';
import type { MediaInfo } from '#libs/events';
import { unwrap } from './wrapping.js';

export type FileType = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** What is needed to download and decrypt the file of a message. */
export interface MessageFile {
  type: FileType;
  mediaKey: Uint8Array;
  url?: string;
  directPath?: string;
  /** Size in bytes. */
  fileLength?: number;
  mimetype: string;
  fileName?: string;
  /** SHA-256 of the file. */
  fileSha256?: Uint8Array;
  /** SHA-256 of the encrypted file. */
  fileEncSha256?: Uint8Array;
}

/** The type, description and caption of a file. */
export interface Media {
  type: FileType;
  caption?: string;
  media: MediaInfo;
}

/** A number in a protobuf message. */
type Count = number | { toNumber(): number } | null | undefined;

/** The fields of message parts that contain a file. */
interface FilePart {
  mimetype?: string | null;
  caption?: string | null;
  fileName?: string | null;
  title?: string | null;
  fileLength?: Count;
  seconds?: number | null;
  ptt?: boolean | null;
  gifPlayback?: boolean | null;
  viewOnce?: boolean | null;
  mediaKey?: Uint8Array | null;
  url?: string | null;
  directPath?: string | null;
  fileSha256?: Uint8Array | null;
  fileEncSha256?: Uint8Array | null;
}

/** The part of an unwrapped message that contains a file. It is not a copy: changes affect the message. */
export function filePart(content: proto.IMessage): { type: FileType; part: FilePart } | undefined {
  const { imageMessage, audioMessage, documentMessage, stickerMessage } = content;
  const video = content.videoMessage ?? content.ptvMessage;
  if (imageMessage) return { type: 'image', part: imageMessage };
  if (video) return { type: 'video', part: video };
  if (audioMessage) return { type: 'audio', part: audioMessage };
  if (documentMessage) return { type: 'document', part: documentMessage };
  if (stickerMessage) return { type: 'sticker', part: stickerMessage };
  return undefined;
}

/**
 * Describes the file of an unwrapped message for receivers.
 * @param viewOnce whether a wrapper marked the message as view-once
 */
export function readMedia(content: proto.IMessage, viewOnce: boolean): Media | undefined {
  const found = filePart(content);
  if (!found) return undefined;
  const { type, part } = found;
  return {
    type,
    caption: part.caption || undefined,
    media: {
      mimetype: mimetypeOf(part),
      fileName: nameOf(part),
      sizeBytes: numberOf(part.fileLength),
      seconds: part.seconds || undefined,
      ptt: part.ptt || undefined,
      ptv: content.ptvMessage ? true : undefined,
      gifPlayback: part.gifPlayback || undefined,
      viewOnce: viewOnce || part.viewOnce || undefined,
    },
  };
}

/** The file of a message, inside all wrappers. Undefined if the message has no file, or no key for it. */
export function fileOf(message: proto.IMessage): MessageFile | undefined {
  const found = filePart(unwrap(message).content);
  const mediaKey = found?.part.mediaKey;
  if (!found || !mediaKey || mediaKey.length === 0) return undefined;
  const { type, part } = found;
  return {
    type,
    mediaKey,
    url: part.url || undefined,
    directPath: part.directPath || undefined,
    fileLength: numberOf(part.fileLength),
    mimetype: mimetypeOf(part),
    fileName: nameOf(part),
    fileSha256: part.fileSha256 ?? undefined,
    fileEncSha256: part.fileEncSha256 ?? undefined,
  };
}

/** Reads a protobuf number, which may have 64 bits. Undefined for 0, which is also the value of an absent field. */
export function numberOf(value: Count): number | undefined {
  return (typeof value === 'number' ? value : value?.toNumber()) || undefined;
}

function mimetypeOf(part: FilePart): string {
  return part.mimetype || 'application/octet-stream';
}

function nameOf(part: FilePart): string | undefined {
  return part.fileName || part.title || undefined;
}
