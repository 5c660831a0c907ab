import { type proto, toNumber } from '@whiskeysockets/baileys';
import type { FileReference, MediaDetails, MediaKind } from '../media/file-reference.js';

/** A file in a message: what a person sees of it, and where the phone finds it. */
export interface MediaContent {
  kind: MediaKind;
  caption?: string;
  details: MediaDetails;
  file: FileReference;
  contextInfo?: proto.IContextInfo | null;
}

/** The fields of all media messages; each kind has some of them. */
interface MediaPart {
  url?: string | null;
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileSha256?: Uint8Array | null;
  fileEncSha256?: Uint8Array | null;
  fileLength?: Parameters<typeof toNumber>[0] | null;
  mimetype?: string | null;
  contextInfo?: proto.IContextInfo | null;
  caption?: string | null;
  fileName?: string | null;
  seconds?: number | null;
  ptt?: boolean | null;
  gifPlayback?: boolean | null;
  viewOnce?: boolean | null;
  width?: number | null;
  height?: number | null;
  jpegThumbnail?: Uint8Array | null;
  pngThumbnail?: Uint8Array | null;
}

function partOf(content: proto.IMessage): [MediaKind, MediaPart] | undefined {
  const { imageMessage, videoMessage, ptvMessage, audioMessage, documentMessage, stickerMessage } = content;
  if (imageMessage) return ['image', imageMessage];
  if (videoMessage) return ['video', videoMessage];
  if (ptvMessage) return ['video', ptvMessage];
  if (audioMessage) return ['audio', audioMessage];
  if (documentMessage) return ['document', documentMessage];
  return stickerMessage ? ['sticker', stickerMessage] : undefined;
}

/** Whether the content is wrapped as a view-once message. */
export function isViewOnce(message: proto.IMessage | null | undefined): boolean {
  if (!message) return false;
  if (message.viewOnceMessage ?? message.viewOnceMessageV2 ?? message.viewOnceMessageV2Extension) return true;
  const inner = message.ephemeralMessage ?? message.documentWithCaptionMessage;
  return isViewOnce(inner?.message);
}

function pathOf({ directPath, url }: MediaPart): string {
  if (directPath) return directPath;
  if (!url || !URL.canParse(url)) return '';
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function bytesOf(value: Uint8Array | null | undefined): Buffer {
  return Buffer.from(value ?? []);
}

/**
 * @param content the message without its wrappers
 * @param message the whole message
 * @returns undefined if it has no file
 */
export function readMedia(content: proto.IMessage, message: proto.IMessage): MediaContent | undefined {
  const found = partOf(content);
  if (!found) return undefined;
  const [kind, part] = found;
  const fileLength = part.fileLength ? toNumber(part.fileLength) : 0;
  const fileSha256 = bytesOf(part.fileSha256);
  return {
    kind,
    caption: captionOf(content),
    contextInfo: part.contextInfo,
    details: {
      mimetype: part.mimetype ?? 'application/octet-stream',
      fileName: part.fileName ?? undefined,
      sizeBytes: fileLength,
      sha256: fileSha256.toString('hex'),
      seconds: part.seconds ?? undefined,
      ptt: part.ptt || undefined,
      ptv: content.ptvMessage ? true : undefined,
      gifPlayback: part.gifPlayback || undefined,
      viewOnce: part.viewOnce || isViewOnce(message) || undefined,
      width: part.width ?? undefined,
      height: part.height ?? undefined,
      thumbnail: bytesOf(part.jpegThumbnail ?? part.pngThumbnail).length > 0,
    },
    file: {
      kind,
      directPath: pathOf(part),
      mediaKey: bytesOf(part.mediaKey),
      fileSha256,
      fileEncSha256: bytesOf(part.fileEncSha256),
      fileLength,
    },
  };
}

/** The caption of a file, undefined if it has none. */
export function captionOf(content: proto.IMessage | undefined): string | undefined {
  return (content && partOf(content)?.[1].caption) || undefined;
}
