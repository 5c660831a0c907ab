import type { MessageStatus } from '#libs/storage';
import type { KeptNode } from '../stanza.js';
import { isGroup, isNewsletter, isStatus } from '../addresses.js';
import { isSelf, type Self } from './envelope.js';

/** News of messages of ours, from a receipt or from the server's acknowledgement. */
export interface Progress {
  ids: string[];
  status: MessageStatus;
  /** Epoch ms; undefined when the stanza does not tell. */
  at?: number;
  /** The server's code of a refused message. */
  error?: string;
}

/** Receipt types of the wire that tell how far a message of ours has come. Without a type: delivered. */
const STATUS: Readonly<Record<string, MessageStatus>> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'played',
};

/** Reads a `<receipt>` of a chat with one person. Undefined when it is no news of a message of ours. */
export function readReceipt(stanza: KeptNode, self: Self): Progress | undefined {
  const { id, from, type, t, recipient } = stanza.attrs;
  if (!id || !from || recipient || isGroup(from) || isStatus(from) || isNewsletter(from)) return undefined;
  const status = STATUS[type ?? ''];
  if (!status || isSelf(from, self)) return undefined;
  const items = (stanza.children ?? [])
    .filter((child) => child.tag === 'list')
    .flatMap((list) => list.children ?? []);
  const more = items.flatMap((item) => (item.tag === 'item' && item.attrs['id'] ? [item.attrs['id']] : []));
  return { ids: [id, ...more], status, at: milliseconds(t) };
}

/** Reads an `<ack class="message">`: WhatsApp's server has the message, or will not have it. */
export function readAck(stanza: KeptNode): Progress | undefined {
  const { id, error, t } = stanza.attrs;
  if (!id || stanza.attrs['class'] !== 'message') return undefined;
  return error === undefined
    ? { ids: [id], status: 'sent', at: milliseconds(t) }
    : { ids: [id], status: 'failed', at: milliseconds(t), error };
}

function milliseconds(seconds: string | undefined): number | undefined {
  const value = Number(seconds);
  return seconds !== undefined && Number.isFinite(value) && value > 0 ? value * 1000 : undefined;
}
