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

/** @throws WhatsAppFault INVALID_REQUEST for a text that cannot be sent */
export function checkText(value: string): void {
  if (value.trim() === '') throw invalid('text', 'must not be blank');
  // Half a surrogate pair has no UTF-8: it would make a message that other clients cannot parse.
  if (/\p{Cs}/u.test(value)) throw invalid('text', 'must be well-formed Unicode');
}
