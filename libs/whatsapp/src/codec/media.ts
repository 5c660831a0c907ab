import type { proto } from '@whiskeysockets/baileys';
import type { MediaInfo } from '#libs/events';
import { unwrap } from './wrapping.js';

export type FileType = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** What it takes to fetch and decrypt the file of a message. */
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

/** A message with a file, apart from how it is to be fetched. */
export interface Media {
  type: FileType;
  caption?: string;
  media: MediaInfo;
}

/** A number as protobuf has it. */
type Count = number | { toNumber(): number } | null | undefined;

/** The fields that the parts with a file may have. */
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

/** The part of an unwrapped message that has a file. It is the message's own: a change of it is a change there. */
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
 * What receivers read about the file of an unwrapped message.
 * @param viewOnce whether its wrapping said so
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

/** The file of a message, through all its wrappings. Undefined when there is none, or no key to it. */
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

/** A number of a protobuf, which may have 64 bits. Zero is what is absent reads as. */
export function numberOf(value: Count): number | undefined {
  return (typeof value === 'number' ? value : value?.toNumber()) || undefined;
}

function mimetypeOf(part: FilePart): string {
  return part.mimetype || 'application/octet-stream';
}

function nameOf(part: FilePart): string | undefined {
  return part.fileName || part.title || undefined;
}
