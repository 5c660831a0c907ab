import { invalid } from '../../faults.js';
import type { Kind } from './kind.js';

export interface TextDraft {
  kind: 'text';
  text: string;
}

export const text: Kind<TextDraft> = {
  checked(draft) {
    checkText(draft.text);
    return draft;
  },
  letter: ({ jid, quoted, mentions }, draft) => ({
    jid,
    mentions,
    perform: (client) => client.sendText(jid, draft.text, { quoted }),
  }),
};

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
