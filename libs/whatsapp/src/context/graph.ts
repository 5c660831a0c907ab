import type { WASocket } from '@whiskeysockets/baileys';
import { refusedBy, unusable } from '../faults.js';
import { ask } from './query.js';
import { childrenOf, textOf } from './stanza.js';

/** A query in GraphQL that WhatsApp's server has stored. */
export interface StoredQuery {
  /** Id under which the server stores it. Ids change with versions of WhatsApp Web; the server keeps old ones. */
  id: string;
  /** Field of the data that holds the answer. */
  field: string;
}

/**
 * Asks WhatsApp's server in GraphQL, over the connection (Baileys `lib/Socket/mex.js`).
 * @returns the field of the answer; undefined if the server left it out
 * @throws WhatsAppFault WHATSAPP_ERROR with the server's code, or if the answer cannot be read; what `ask` throws
 */
export async function askGraph(
  socket: WASocket,
  { id, field }: StoredQuery,
  variables: object,
): Promise<unknown> {
  const content = Buffer.from(JSON.stringify({ variables }), 'utf8');
  const query = { tag: 'query', attrs: { query_id: id }, content };
  const answer = await ask(socket, { xmlns: 'w:mex', type: 'get', content: [query] });
  const [result] = childrenOf(answer, 'result');
  const reply = parsed((result && textOf(result)) ?? '');
  const [error] = Array.isArray(reply['errors']) ? reply['errors'] : [];
  if (error !== undefined) throw refusedBy(codeOf(error));
  const data = reply['data'];
  if (!isObject(data)) throw unusable();
  return data[field];
}

function parsed(text: string): Record<string, unknown> {
  try {
    const reply: unknown = JSON.parse(text);
    if (isObject(reply)) return reply;
  } catch {
    // No JSON: not understood either.
  }
  throw unusable();
}

/** The code of an error (`extensions.error_code`). */
function codeOf(error: unknown): string {
  const extensions = isObject(error) ? error['extensions'] : undefined;
  const code = isObject(extensions) ? extensions['error_code'] : undefined;
  return typeof code === 'number' || typeof code === 'string' ? String(code) : 'unknown';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
