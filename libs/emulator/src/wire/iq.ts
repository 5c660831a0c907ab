import type { BinaryNode } from '@whiskeysockets/baileys';
import { stanza } from './stanza.js';

/** The result of a query, addressed to whoever sent it. */
export function iqResult(query: BinaryNode, content?: BinaryNode[]): BinaryNode {
  const { to: from, id } = query.attrs;
  return stanza('iq', { from, type: 'result', id }, content);
}

/** The refusal of a query, with the server's code. */
export function iqError(query: BinaryNode, code: number, text: string): BinaryNode {
  const { to: from, id } = query.attrs;
  return stanza('iq', { from, type: 'error', id }, [stanza('error', { code, text })]);
}
