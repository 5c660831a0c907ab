import type { proto } from '@whiskeysockets/baileys';
import { isNewsletter } from '../wire/jids.js';
import type { KeptNode } from '../wire/stanza.js';
import { decodeMessage } from './decode.js';

/** The content of a post in a channel, which is not encrypted. */
export interface ChannelPost {
  message: proto.IMessage;
  /** Number of the post in its channel. */
  serverId?: number;
}

/**
 * Reads a `<message from=…@newsletter server_id><plaintext>` (whatsmeow, `parseNewsletterMessages`). Undefined if it has no
 * content that can be read.
 */
export function readChannelPost({ attrs, children = [] }: KeptNode): ChannelPost | undefined {
  const plain = children.find(({ tag }) => tag === 'plaintext');
  const bytes = plain?.bytes === undefined ? plain?.text : Buffer.from(plain.bytes, 'base64');
  if (bytes === undefined || !isNewsletter(attrs['from'] ?? '')) return undefined;
  const serverId = Number(attrs['server_id']);
  try {
    const message = decodeMessage(Buffer.from(bytes));
    return { message, serverId: Number.isSafeInteger(serverId) ? serverId : undefined };
  } catch {
    return undefined;
  }
}
