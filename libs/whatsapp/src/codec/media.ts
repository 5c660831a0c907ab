import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { MediaInfo } from '#libs/events';
import { bounded } from './limits.js';
import { type Count, numberOf } from './numbers.js';
import { unwrap } from './wrapping.js';

/** How many files of a message are shown. WhatsApp's apps show carousels of up to ten cards. */
const MOST_FILES = LIMITS.attachments;

export type FileType = 'image' | 'video' | 'audio' | 'document' | 'sticker' | 'sticker_pack';

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

/** The fields of message parts that contain a file. */
interface FilePart {
  mimetype?: string | null;
  caption?: string | null;
  fileName?: string | null;
  title?: string | null;
  /** Name of a sticker pack. */
  name?: string | null;
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

/** A file in a message. `part` is not a copy: changes affect the message. */
export interface FoundFile {
  type: FileType;
  part: FilePart;
}

/** The file that is the content of an unwrapped message. */
export function filePart(content: proto.IMessage): FoundFile | undefined {
  const { imageMessage, audioMessage, documentMessage, stickerMessage, stickerPackMessage } = content;
  const video = content.videoMessage ?? content.ptvMessage;
  if (imageMessage) return { type: 'image', part: imageMessage };
  if (video) return { type: 'video', part: video };
  if (audioMessage) return { type: 'audio', part: audioMessage };
  if (documentMessage) return { type: 'document', part: documentMessage };
  if (stickerMessage) return { type: 'sticker', part: stickerMessage };
  return stickerPackMessage ? { type: 'sticker_pack', part: stickerPackMessage } : undefined;
}

/**
 * The files of an unwrapped message: its content, or the files in a header, a product, or the cards of a carousel, in the
 * order in which people see them.
 */
function* filesIn(content: proto.IMessage): Generator<FoundFile> {
  yield* filesOf(carriersIn(content));
  const template = content.templateMessage ?? content.highlyStructuredMessage?.hydratedHsm;
  if (template) {
    yield* distinct(filesOf(formsOf(template)));
    yield* filesOf(cardsOf(template.interactiveMessageTemplate));
  }
  const invoice = invoiceFile(content);
  if (invoice) yield invoice;
}

function* filesOf(carriers: Iterable<proto.IMessage>): Generator<FoundFile> {
  for (const carrier of carriers) {
    const found = filePart(carrier);
    if (found) yield found;
  }
}

function* distinct(files: Iterable<FoundFile>): Generator<FoundFile> {
  const seen = new Set<string>();
  for (const found of files) {
    const key = Buffer.from(found.part.mediaKey ?? []).toString('base64');
    if (!(key && seen.has(key))) yield found;
    seen.add(key);
  }
}

/** One of the files, counted from 0. */
function fileAt(content: proto.IMessage, index: number): FoundFile | undefined {
  let left = index;
  for (const found of filesIn(content)) if (left-- === 0) return found;
  return undefined;
}

/** The parts of an unwrapped message that may contain a file, except for those of a template. */
function* carriersIn(content: proto.IMessage): Generator<proto.IMessage> {
  yield content;
  const { buttonsMessage, interactiveMessage, productMessage } = content;
  if (buttonsMessage) yield buttonsMessage;
  if (interactiveMessage) yield* interactiveCarriers(interactiveMessage);
  if (productMessage) yield productCarrier(productMessage);
}

/** Some templates contain their header twice, in an older form and in a newer one. */
function* formsOf(template: proto.Message.ITemplateMessage): Generator<proto.IMessage> {
  const { hydratedTemplate, hydratedFourRowTemplate, fourRowTemplate, interactiveMessageTemplate } = template;
  for (const rows of [hydratedTemplate, hydratedFourRowTemplate, fourRowTemplate]) if (rows) yield rows;
  if (interactiveMessageTemplate) yield* frameOf(interactiveMessageTemplate);
}

function* interactiveCarriers(message: proto.Message.IInteractiveMessage): Generator<proto.IMessage> {
  yield* frameOf(message);
  yield* cardsOf(message);
}

function* frameOf({ header, footer }: proto.Message.IInteractiveMessage): Generator<proto.IMessage> {
  if (header) yield header;
  if (header?.productMessage) yield productCarrier(header.productMessage);
  if (footer) yield footer;
}

/** The cards of a carousel, of which several may have the same picture. */
function* cardsOf(message: proto.Message.IInteractiveMessage | null | undefined): Generator<proto.IMessage> {
  for (const card of message?.carouselMessage?.cards ?? []) yield* interactiveCarriers(card);
}

function productCarrier({ product, catalog }: proto.Message.IProductMessage): proto.IMessage {
  return { imageMessage: product?.productImage ?? catalog?.catalogImage };
}

/** The files of a message, as receivers see them: the first, and the list if there are several. */
interface Files {
  media?: MediaInfo;
  attachments?: MediaInfo[];
  /** How many were left out of the list. */
  omitted?: number;
}

/**
 * Describes the files of an unwrapped message.
 * @param viewOnce whether a wrapper marked the message as view-once
 */
export function readFiles(content: proto.IMessage, viewOnce: boolean): Files {
  const { shown, omitted } = bounded(filesIn(content), MOST_FILES);
  const files = shown.map((found) => infoOf(found, content, viewOnce));
  return { media: files[0], attachments: files.length > 1 ? files : undefined, omitted };
}

function infoOf(found: FoundFile, content: proto.IMessage, viewOnce: boolean): MediaInfo {
  const { part } = found;
  return {
    mimetype: mimetypeOf(found),
    fileName: nameOf(found),
    sizeBytes: numberOf(part.fileLength),
    seconds: part.seconds || undefined,
    ptt: part.ptt || undefined,
    ptv: content.ptvMessage ? true : undefined,
    gifPlayback: part.gifPlayback || undefined,
    viewOnce: viewOnce || part.viewOnce || undefined,
  };
}

/**
 * A file of a message, inside all wrappers. Undefined if the message has no such file, or no key for it.
 * @param index which of its files, from 0
 */
export function fileOf(message: proto.IMessage, index = 0): MessageFile | undefined {
  const file = publicFileOf(message, index);
  const mediaKey = fileAt(unwrap(message).content, index)?.part.mediaKey;
  return file && mediaKey && mediaKey.length > 0 ? { ...file, mediaKey } : undefined;
}

/** A file of a message whose files are not encrypted, as in channels, see {@link fileOf}. */
export function publicFileOf(message: proto.IMessage, index = 0): Omit<MessageFile, 'mediaKey'> | undefined {
  const found = fileAt(unwrap(message).content, index);
  if (!found) return undefined;
  const { type, part } = found;
  return {
    type,
    url: part.url || undefined,
    directPath: part.directPath || undefined,
    fileLength: numberOf(part.fileLength),
    mimetype: mimetypeOf(found),
    fileName: nameOf(found),
    fileSha256: part.fileSha256 ?? undefined,
    fileEncSha256: part.fileEncSha256 ?? undefined,
  };
}

/** Sets the new location of the first file in a message. It is also the only one: a host in `url` does not count. */
export function relocate(message: proto.IMessage, directPath: string): void {
  const { content } = unwrap(message);
  const { invoiceMessage } = content;
  if (invoiceMessage) invoiceMessage.attachmentDirectPath = directPath;
  const part = fileAt(content, 0)?.part;
  if (part) part.directPath = directPath;
}

/** The attachment of an invoice, whose fields have names of their own. */
function invoiceFile({ invoiceMessage: invoice }: proto.IMessage): FoundFile | undefined {
  if (!invoice?.attachmentDirectPath) return undefined;
  const { IMAGE } = proto.Message.InvoiceMessage.AttachmentType;
  return {
    type: invoice.attachmentType === IMAGE ? 'image' : 'document',
    part: {
      mimetype: invoice.attachmentMimetype,
      mediaKey: invoice.attachmentMediaKey,
      directPath: invoice.attachmentDirectPath,
      fileSha256: invoice.attachmentFileSha256,
      fileEncSha256: invoice.attachmentFileEncSha256,
    },
  };
}

function mimetypeOf({ type, part }: FoundFile): string {
  return part.mimetype || (type === 'sticker_pack' ? 'application/zip' : 'application/octet-stream');
}

function nameOf({ type, part }: FoundFile): string | undefined {
  if (type === 'sticker_pack') return part.name ? `${part.name}.zip` : undefined;
  return part.fileName || part.title || undefined;
}
