import type { MiawMessage } from 'miaw-core';
import type { MessageRow } from '#libs/storage';
import { isGroup } from '../wire/jids.js';
import { contentOf } from './known-message.js';

/** A stored message in the shape that miaw-core expects. */
export function toMiaw(row: MessageRow, message = contentOf(row)): MiawMessage {
  return {
    id: row.id,
    from: row.remote_jid,
    timestamp: Math.floor(row.at / 1000),
    isGroup: isGroup(row.chat),
    fromMe: row.from_me === 1,
    type: 'text',
    raw: { key: keyOf(row), message },
  };
}

/** The message's key on the wire. */
export function keyOf(row: Pick<MessageRow, 'remote_jid' | 'id' | 'from_me' | 'participant'>) {
  return {
    remoteJid: row.remote_jid,
    id: row.id,
    fromMe: row.from_me === 1,
    participant: row.participant || undefined,
  };
}
