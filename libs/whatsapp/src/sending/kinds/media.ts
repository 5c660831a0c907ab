import { readFile } from 'node:fs/promises';
import { previewOf } from '../../media/preview.js';
import { soundOf } from '../../media/sound.js';
import type { Letter } from '../letter.js';
import { inAlbum } from './album.js';
import type { Kind } from './kind.js';

/** Larger files are passed to Baileys by their path, which takes 40 % of the memory. */
const LARGEST_BUFFER_BYTES = 1024 * 1024;

export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** A file to send. */
export interface OutgoingMedia {
  kind: MediaKind;
  /** Path of our own file, which exists until the send has settled. */
  path: string;
  sizeBytes: number;
  mimetype: string;
  fileName: string;
  caption?: string;
  viewOnce?: boolean;
  gifPlayback?: boolean;
  /** Whether it is a video note. */
  ptv?: boolean;
  /** Whether it is a voice note. */
  ptt?: boolean;
  /** Id of the album that it belongs to. */
  album?: string;
  /** Length of a recording, if it is known. */
  seconds?: number;
  /** What apps draw of a voice note: 64 volumes from 0 to 100. */
  waveform?: readonly number[];
}

export interface MediaDraft {
  kind: 'media';
  media: OutgoingMedia;
}

export const media: Kind<MediaDraft> = {
  letter({ jid, quoted, ...mentioned }, { media: file }) {
    const { kind, mimetype, fileName, caption, viewOnce, gifPlayback, ptv, ptt, album, seconds, waveform } =
      file;
    const perform: Record<MediaKind, Letter['perform']> = {
      image: async (client) => client.sendImage(jid, await source(file), { caption, viewOnce, quoted }),
      video: async (client) =>
        client.sendVideo(jid, await source(file), { caption, viewOnce, gifPlayback, ptv, quoted }),
      audio: async (client) => client.sendAudio(jid, await source(file), { mimetype, ptt, quoted }),
      document: async (client) =>
        client.sendDocument(jid, await source(file), { caption, fileName, mimetype, quoted }),
      sticker: async (client) => client.sendSticker(jid, await source(file), { quoted }),
    };
    return {
      jid,
      ...mentioned,
      upload: true,
      perform: perform[kind],
      // miaw-core declares every picture as JPEG and every video as MP4.
      amendments: {
        mimetype,
        viewOnce,
        ...(seconds !== undefined && { seconds }),
        ...(waveform && { waveform: Uint8Array.from(waveform) }),
      },
      ...(kind === 'image' && { preview: () => previewOf(file.path) }),
      ...(kind === 'audio' && seconds === undefined && { preview: () => soundOf(file.path) }),
      // The files of an album are shown in the order in which they arrive.
      keepsPlace: album !== undefined,
      // Baileys makes a video note of the video only; the rest is added here.
      reshape: (message, resolved) => {
        if (message.ptvMessage) message.ptvMessage.mimetype = mimetype;
        return album === undefined
          ? message
          : inAlbum(message, { remoteJid: resolved, fromMe: true, id: album });
      },
    };
  },
};

async function source({ path, sizeBytes }: OutgoingMedia): Promise<Buffer | string> {
  return sizeBytes <= LARGEST_BUFFER_BYTES ? readFile(path) : path;
}
