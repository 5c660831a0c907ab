import type { WAUrlInfo } from '@whiskeysockets/baileys';
import { invalid } from '../../faults.js';
import type { Kind } from './kind.js';

/** What a phone shows of a URL in a text. */
interface LinkPreview {
  /** As it stands in the text. */
  url: string;
  title: string;
  description?: string;
  /** A JPEG in base64. */
  thumbnail?: string;
}

export interface TextDraft {
  kind: 'text';
  text: string;
  linkPreview?: LinkPreview;
}

export const text: Kind<TextDraft> = {
  checked(draft) {
    checkText(draft.text);
    return draft;
  },
  letter: ({ jid, quoted, ...mentioned }, draft) => ({
    jid,
    ...mentioned,
    perform: (client) => client.sendText(jid, draft.text, { quoted }),
    amendments: { linkPreview: draft.linkPreview && previewOf(draft.linkPreview) },
  }),
};

/** The preview in Baileys' form, with its names. */
function previewOf({ url, title, description, thumbnail }: LinkPreview): WAUrlInfo {
  return {
    'canonical-url': url,
    'matched-text': url,
    title,
    description,
    jpegThumbnail: thumbnail === undefined ? undefined : Buffer.from(thumbnail, 'base64'),
  };
}

/** @returns what is wrong with a text; undefined if it can be sent */
export function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'must not be blank';
  // Half a surrogate pair cannot be encoded in UTF-8: other apps could not parse the message.
  return /\p{Cs}/u.test(value) ? 'must be well-formed Unicode' : undefined;
}

/** @throws WhatsAppFault INVALID_REQUEST if a text cannot be sent */
export function checkText(value: string): void {
  const fault = textFault(value);
  if (fault !== undefined) throw invalid('text', fault);
}
