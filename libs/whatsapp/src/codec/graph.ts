import type { BinaryNode } from '@whiskeysockets/baileys';
import { refusedBy, unusable } from '../faults.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { isJson, type Json, listIn, objectIn, textIn } from './json.js';

/**
 * Reads the answer to a GraphQL query (Baileys `executeWMexQuery`, whatsmeow `sendMexIQ`).
 * @param field the field of the data that the query asks for
 * @throws WhatsAppFault WHATSAPP_ERROR with WhatsApp's code for a refusal, which has outcome `unknown` if there are data beside
 *   it; or if the answer does not fit the query
 */
export function readMex(answer: BinaryNode, field: string): unknown {
  const [result] = childrenOf(answer, 'result');
  const body = bodyOf((result && textOf(result)) ?? '');
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

/** Answers come from WhatsApp's server, and lists can be long: unlike JSON of senders, they are not limited here. */
function bodyOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
