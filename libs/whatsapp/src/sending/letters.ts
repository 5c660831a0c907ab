import { readFile } from 'node:fs/promises';
import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { MiawMessage } from 'miaw-core';
import type { MessageRow } from '#libs/storage';
import { toMiaw } from '../kept-messages.js';
import type { Letter } from './letter.js';

/** Larger files reach Baileys by their path: 0.4 of the memory. */
const LARGEST_BUFFER_BYTES = 1024 * 1024;

/** Whom to and about what, checked and found. */
export interface Address {
  jid: string;
  quoted?: MiawMessage;
  mentions?: readonly string[];
}

export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** A file to be sent. */
export interface OutgoingMedia {
  kind: MediaKind;
  /** Path of a file of ours, there until the send has settled. */
  path: string;
  sizeBytes: number;
  mimetype: string;
  fileName: string;
  caption?: string;
  viewOnce?: boolean;
  gifPlayback?: boolean;
  /** Video note. */
  ptv?: boolean;
  /** Voice note. */
  ptt?: boolean;
}

export interface OutgoingLocation {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface OutgoingContact {
  name: string;
  /** Digits. */
  phone: string;
  organization?: string;
}

export interface OutgoingPoll {
  name: string;
  options: string[];
  /** 0: any number. */
  selectableCount: number;
}

export function textLetter({ jid, quoted, mentions }: Address, text: string): Letter {
  return { jid, mentions, perform: (client) => client.sendText(jid, text, { quoted }) };
}

export function mediaLetter({ jid, quoted, mentions }: Address, media: OutgoingMedia): Letter {
  const { kind, mimetype, fileName, caption, viewOnce, gifPlayback, ptv, ptt } = media;
  const perform: Record<MediaKind, Letter['perform']> = {
    image: async (client) => client.sendImage(jid, await source(media), { caption, viewOnce, quoted }),
    video: async (client) =>
      client.sendVideo(jid, await source(media), { caption, viewOnce, gifPlayback, ptv, quoted }),
    audio: async (client) => client.sendAudio(jid, await source(media), { mimetype, ptt, quoted }),
    document: async (client) =>
      client.sendDocument(jid, await source(media), { caption, fileName, mimetype, quoted }),
    sticker: async (client) => client.sendSticker(jid, await source(media), { quoted }),
  };
  return {
    jid,
    mentions,
    upload: true,
    perform: perform[kind],
    // miaw-core calls every picture a JPEG and every film an MP4.
    amendments: { mimetype, viewOnce },
    // Baileys makes video notes of the film alone.
    reshape: (message) => {
      if (message.ptvMessage) message.ptvMessage.mimetype = mimetype;
      return message;
    },
  };
}

export function locationLetter(
  { jid, quoted, mentions }: Address,
  { latitude, longitude, ...rest }: OutgoingLocation,
): Letter {
  return {
    jid,
    mentions,
    perform: (client) => client.sendLocation(jid, latitude, longitude, { ...rest, quoted }),
  };
}

/** Contact cards. miaw-core leaves the card's special characters as they are, and a single card without a name. */
export function contactsLetter({ jid, quoted, mentions }: Address, contacts: OutgoingContact[]): Letter {
  const cards = contacts.map((contact) => ({ displayName: contact.name, vcard: vcardOf(contact) }));
  const displayName = contacts.length === 1 ? contacts[0]?.name : `${contacts.length} contacts`;
  return {
    jid,
    mentions,
    perform: (client) =>
      client.sendContact(
        jid,
        contacts.map(({ name, phone }) => ({ fullName: name, phone })),
        { quoted },
      ),
    amendments: { contacts: { displayName, contacts: cards } },
  };
}

export function pollLetter(
  { jid, quoted, mentions }: Address,
  { name, options, selectableCount }: OutgoingPoll,
): Letter {
  return {
    jid,
    mentions,
    perform: (client) => client.sendPoll(jid, name, options, { selectableCount, quoted }),
  };
}

/** Changes the text of a message of ours, or the caption of its file. */
export function editLetter(row: MessageRow, content: proto.IMessage, text: string): Letter {
  return {
    jid: row.remote_jid,
    about: row.id,
    perform: (client) => client.editMessage(toMiaw(row), text),
    // Baileys edits texts only: a file stays, with another caption.
    reshape: (message) => {
      const captioned = withCaption(content, text);
      if (captioned && message.protocolMessage) message.protocolMessage.editedMessage = captioned;
      return message;
    },
  };
}

/** Deletes a message for everyone. */
export function revocationLetter(row: MessageRow): Letter {
  return { jid: row.remote_jid, about: row.id, perform: (client) => client.deleteMessage(toMiaw(row)) };
}

/** @param emoji empty: takes the reaction back */
export function reactionLetter(row: MessageRow, emoji: string): Letter {
  return { jid: row.remote_jid, about: row.id, perform: (client) => client.sendReaction(toMiaw(row), emoji) };
}

/** The same content once more, to somebody else. Its file is not uploaded again. */
export function forwardLetter(jid: string, row: MessageRow, content: proto.IMessage): Letter {
  return { jid, perform: (client) => client.forwardMessage(toMiaw(row, bare(content)), jid) };
}

async function source({ path, sizeBytes }: OutgoingMedia): Promise<Buffer | string> {
  return sizeBytes <= LARGEST_BUFFER_BYTES ? readFile(path) : path;
}

function withCaption(message: proto.IMessage, caption: string): proto.IMessage | undefined {
  const { imageMessage, videoMessage, documentMessage } = normalizeMessageContent(message) ?? {};
  if (imageMessage) return { imageMessage: { ...imageMessage, caption } };
  if (videoMessage) return { videoMessage: { ...videoMessage, caption } };
  return documentMessage ? { documentMessage: { ...documentMessage, caption } } : undefined;
}

/** Baileys marks the first part of a message as forwarded: so that has to be what it says. */
function bare(message: proto.IMessage): proto.IMessage {
  const {
    messageContextInfo: _frame,
    senderKeyDistributionMessage: _keys,
    ...content
  } = proto.Message.toObject(proto.Message.fromObject(normalizeMessageContent(message) ?? {}));
  return content;
}

/** A vCard 3.0 (RFC 2426) with the parameter by which WhatsApp finds the account. */
function vcardOf({ name, phone, organization }: OutgoingContact): string {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:;${escaped(name)};;;`, `FN:${escaped(name)}`];
  if (organization !== undefined) lines.push(`ORG:${escaped(organization)};`);
  lines.push(`TEL;type=CELL;type=VOICE;waid=${phone}:+${phone}`, 'END:VCARD');
  return lines.join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\,;]/g, String.raw`\$&`);
}
