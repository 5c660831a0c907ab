import { proto } from '@whiskeysockets/baileys';
import type { Kind } from './kind.js';

/** The announcement of an album. Its files are messages of their own, which name it. */
export interface AlbumDraft {
  kind: 'album';
  images: number;
  videos: number;
}

/** Albums. miaw-core cannot send them: its text carries what all messages have, and the content is exchanged. */
export const album: Kind<AlbumDraft> = {
  letter({ jid, quoted, ...mentioned }, { images, videos }) {
    return {
      jid,
      ...mentioned,
      operation: 'album',
      perform: (client) => client.sendText(jid, 'album', { quoted }),
      // Baileys `generateWAMessageContent`, for `album`.
      reshape: ({ extendedTextMessage, messageContextInfo }) =>
        proto.Message.fromObject({
          messageContextInfo,
          albumMessage: {
            expectedImageCount: images,
            expectedVideoCount: videos,
            contextInfo: extendedTextMessage?.contextInfo,
          },
        }),
    };
  },
};

/** Puts a message with a file into an album (Baileys `generateWAMessageContent`, for `albumParentKey`). */
export function inAlbum(message: proto.IMessage, parentMessageKey: proto.IMessageKey): proto.IMessage {
  const messageAssociation = {
    associationType: proto.MessageAssociation.AssociationType.MEDIA_ALBUM,
    parentMessageKey,
  };
  return { ...message, messageContextInfo: { ...message.messageContextInfo, messageAssociation } };
}
