import type { proto } from '@whiskeysockets/baileys';
import { lines, linesOf } from './lines.js';
import type { Told } from './said.js';
import { unwrap } from './wrapping.js';

/** The text of a message that is part of another one, such as the note of a payment. */
export function plainText(message: proto.IMessage | null | undefined): string | undefined {
  if (!message) return undefined;
  const { conversation, extendedTextMessage } = unwrap(message).content;
  return conversation || extendedTextMessage?.text || undefined;
}

/** An answer of Meta AI: paragraphs, and captions of what it shows. */
export function readRichAnswer({ submessages }: proto.IAIRichResponseMessage): Told {
  return { text: linesOf((submessages ?? []).flatMap(paragraphs)) };
}

function paragraphs(part: proto.IAIRichResponseSubMessage): (string | null | undefined)[] {
  const { codeMetadata, tableMetadata, latexMetadata, imageMetadata, mapMetadata } = part;
  const code = codeMetadata?.codeBlocks?.map(({ codeContent }) => codeContent ?? '').join('');
  const rows = tableMetadata?.rows?.map(({ items }) => items?.join(' | ')) ?? [];
  const places = mapMetadata?.annotations?.map(({ title, body }) => lines(title, body)) ?? [];
  return [
    part.messageText,
    code,
    tableMetadata?.title,
    ...rows,
    latexMetadata?.text,
    imageMetadata?.imageText,
  ].concat(places);
}
