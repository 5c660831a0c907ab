import type { BinaryNode } from '@whiskeysockets/baileys';
import { refusedBy, unusable } from '../faults.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { isJson, listIn, objectIn, readServerJson, textIn } from './json.js';

/** A query in GraphQL that WhatsApp's server has stored. */
export interface StoredQuery {
  /** Id under which the server stores it. Ids change with versions of WhatsApp Web; the server keeps old ones. */
  id: string;
  /** Field of the data that holds the answer. */
  field: string;
}

/**
 * Reads the answer to a GraphQL query (Baileys `executeWMexQuery`, whatsmeow `sendMexIQ`).
 * @param field the field of the data that the query asks for
 * @throws WhatsAppFault WHATSAPP_ERROR with WhatsApp's code for a refusal, which has outcome `unknown` if there are data beside
 *   it; or if the answer does not fit the query
 */
export function readGraph(answer: BinaryNode, field: string): unknown {
  const [result] = childrenOf(answer, 'result');
  const body = readServerJson((result && textOf(result)) ?? '');
  if (!body) throw unusable();
  const value = objectIn(body, 'data')?.[field];
  const [error] = listIn(body, 'errors');
  if (error) {
    const code = textIn(objectIn(error, 'extensions'), 'error_code');
    if (code === undefined) throw unusable();
    throw refusedBy(code, {}, isJson(value) ? 'unknown' : 'not_sent');
  }
  if (value === undefined || value === null) throw unusable();
  return value;
}
