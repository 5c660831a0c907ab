import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  type MediaConnInfo,
  type WASocket,
} from '@whiskeysockets/baileys';
import { ask } from '../wire/query.js';

/**
 * Asks WhatsApp's server for its media servers, with the query of Baileys' `refreshMediaConn`.
 * @param now epoch ms
 * @throws as {@link ask}
 */
export async function askMediaServers(socket: WASocket, now: number): Promise<MediaConnInfo> {
  const content = [{ tag: 'media_conn', attrs: {} }];
  const answer = await ask(socket, { xmlns: 'w:m', type: 'set', content });
  const node = getBinaryNodeChild(answer, 'media_conn');
  return {
    auth: node?.attrs['auth'] ?? '',
    ttl: Number(node?.attrs['ttl'] ?? 0),
    hosts: getBinaryNodeChildren(node, 'host').map(({ attrs }) => ({
      hostname: attrs['hostname'] ?? '',
      maxContentLengthBytes: Number(attrs['maxContentLengthBytes']),
    })),
    fetchDate: new Date(now),
  };
}
