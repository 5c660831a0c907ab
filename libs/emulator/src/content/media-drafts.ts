import { randomBytes } from 'node:crypto';
import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import type { FileReference, MediaDetails, MediaKind } from '../media/file-reference.js';
import { nowSeconds } from '../wire/ids.js';
import type { Draft } from './drafts.js';

/** Everything about a file that a person sends, except its bytes. */
export interface MediaTraits extends Omit<
  Partial<MediaDetails>,
  'sizeBytes' | 'sha256' | 'thumbnail' | 'error'
> {
  kind: MediaKind;
  caption?: string;
  /** A small JPEG. */
  jpegThumbnail?: Buffer;
  /** Seconds after which the message disappears. */
  ephemeral?: number;
  /** Whether companions get it although it may be viewed once only, as they did in earlier years. */
  toCompanions?: boolean;
  /** The `url` of the message, instead of the real one. */
  mediaUrl?: string;
}

const MIMETYPES: Record<MediaKind, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mp4',
  document: 'application/octet-stream',
  sticker: 'image/webp',
};

function mimetypeOf({ kind, mimetype, ptt }: MediaTraits): string {
  return mimetype ?? (ptt ? 'audio/ogg; codecs=opus' : MIMETYPES[kind]);
}

/** What every media message has. */
interface Located {
  url: string;
  mimetype: string;
  fileSha256: Buffer;
  fileEncSha256: Buffer;
  fileLength: number;
  mediaKey: Buffer;
  mediaKeyTimestamp: number;
  directPath: string;
  contextInfo?: proto.IContextInfo;
}

const FORMS: Record<MediaKind, (traits: MediaTraits, located: Located) => proto.IMessage> = {
  image: ({ caption, width, height, jpegThumbnail, viewOnce }, located) => ({
    imageMessage: { ...located, caption, width, height, jpegThumbnail, viewOnce },
  }),
  video: (traits, located) => {
    const { caption, seconds, width, height, jpegThumbnail, gifPlayback, viewOnce } = traits;
    const video = { ...located, caption, seconds, width, height, jpegThumbnail, gifPlayback, viewOnce };
    return traits.ptv ? { ptvMessage: video } : { videoMessage: video };
  },
  audio: ({ seconds, ptt = false, viewOnce }, located) => ({
    audioMessage: { ...located, seconds, ptt, viewOnce },
  }),
  document: ({ caption, fileName, jpegThumbnail }, located) => ({
    documentMessage: { ...located, caption, fileName, title: fileName, jpegThumbnail },
  }),
  sticker: ({ width, height }, located) => ({ stickerMessage: { ...located, width, height } }),
};

/**
 * A media message without wrappers.
 * @param url of the file, including its `directPath`
 */
export function mediaMessage(
  traits: MediaTraits,
  file: FileReference,
  url: string,
  contextInfo?: proto.IContextInfo,
): proto.IMessage {
  const { kind: _known, ...location } = file;
  const mediaKeyTimestamp = nowSeconds();
  const mimetype = mimetypeOf(traits);
  return FORMS[traits.kind](traits, { ...location, url, mimetype, mediaKeyTimestamp, contextInfo });
}

/** Adds the wrappers of phones: for documents with a caption, view-once and disappearing messages. */
function wrapped(traits: MediaTraits, message: proto.IMessage): proto.IMessage {
  const { kind, caption, viewOnce, ephemeral } = traits;
  let wrapping = message;
  if (kind === 'document' && caption !== undefined)
    wrapping = { documentWithCaptionMessage: { message: wrapping } };
  if (viewOnce)
    wrapping =
      kind === 'audio'
        ? { viewOnceMessageV2Extension: { message: wrapping } }
        : { viewOnceMessageV2: { message: wrapping } };
  return ephemeral === undefined ? wrapping : { ephemeralMessage: { message: wrapping } };
}

/**
 * A message with a file, as a phone sends it.
 * @param url of the file, including its `directPath`
 */
export function mediaDraft(
  traits: MediaTraits,
  file: FileReference,
  url: string,
  contextInfo: proto.IContextInfo,
): Draft {
  const message = wrapped(traits, mediaMessage(traits, file, url, contextInfo));
  return { type: 'media', message: { ...message, messageContextInfo: { messageSecret: randomBytes(32) } } };
}

/** The `mediatype` that clients write on `<enc>`, undefined for messages without one. */
export function mediaTypeOf(message: proto.IMessage): string | undefined {
  const content = normalizeMessageContent(message);
  if (content?.imageMessage) return 'image';
  if (content?.ptvMessage) return 'ptv';
  if (content?.videoMessage) return content.videoMessage.gifPlayback ? 'gif' : 'video';
  if (content?.audioMessage) return content.audioMessage.ptt ? 'ptt' : 'audio';
  if (content?.documentMessage) return 'document';
  if (content?.locationMessage) return 'location';
  if (content?.liveLocationMessage) return 'livelocation';
  if (content?.contactMessage) return 'vcard';
  if (content?.contactsArrayMessage) return 'contact_array';
  return content?.stickerMessage ? 'sticker' : undefined;
}
