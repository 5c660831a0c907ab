import type { WASocket } from '@whiskeysockets/baileys';
import { readGraph, type StoredQuery } from '../codec/graph.js';
import { ask } from '../wire/query.js';

/**
 * Asks WhatsApp's server in GraphQL, over the connection (Baileys `lib/Socket/mex.js`).
 * @returns the field of the answer
 * @throws WhatsAppFault as {@link readGraph}; what `ask` throws
 */
export async function askGraph(
  socket: WASocket,
  { id, field }: StoredQuery,
  variables: object,
): Promise<unknown> {
  const content = Buffer.from(JSON.stringify({ variables }), 'utf8');
  const query = { tag: 'query', attrs: { query_id: id }, content };
  return readGraph(await ask(socket, { xmlns: 'w:mex', type: 'get', content: [query] }), field);
}
