import type { proto } from '@whiskeysockets/baileys';
import type { InboxEntry } from '#libs/storage';
import { parseKept } from '../wire/stanza.js';
import { interpret } from './content.js';
import { type Envelope, readEnvelope, readPostEnvelope, type Self } from './envelope.js';
import { bringsHistory, readResent } from './peer.js';
import { readPayload } from './wrapping.js';

/** Value of {@link Envelope.edit} if an admin deletes somebody else's message. */
export const DELETES_AS_ADMIN = '8';

/** What a row of the inbox contains. */
export type Reading =
  | { kind: 'message'; envelope: Envelope; message: proto.IMessage }
  /** A status post. */
  | { kind: 'post'; envelope: Envelope; message: proto.IMessage }
  /** Our own phone sends history. */
  | { kind: 'history' }
  /** Our own phone forwards messages that this device could not read. */
  | { kind: 'resent'; infos: proto.IWebMessageInfo[] }
  /** The row has no payload, or does not belong to a chat. */
  | { kind: 'nothing'; envelope?: Envelope }
  /** The row can never be read. */
  | { kind: 'unreadable'; envelope?: Envelope; fault: unknown };

const NOTHING: Reading = { kind: 'nothing' };

/** Reads a row. Never throws. */
export function readRow(
  { stanza, payload, received_at }: Pick<InboxEntry, 'stanza' | 'payload' | 'received_at'>,
  self: Self,
): Reading {
  let envelope: Envelope | undefined;
  try {
    const kept = parseKept(stanza);
    const post = readPostEnvelope(kept, self, received_at);
    if (post) return payload ? { kind: 'post', envelope: post, message: readPayload(payload) } : NOTHING;
    envelope = readEnvelope(kept, self, received_at);
    if (!envelope || !payload) return { kind: 'nothing', envelope };
    const message = readPayload(payload);
    // Others could claim to be our phone.
    if (!envelope.fromMe) return { kind: 'message', envelope, message };
    if (bringsHistory(message)) return { kind: 'history' };
    const infos = readResent(message);
    return infos ? { kind: 'resent', infos } : { kind: 'message', envelope, message };
  } catch (fault) {
    return { kind: 'unreadable', envelope, fault };
  }
}

/** The group whose admins must be known before a row is recorded, because its sender claims to delete as one of them. */
export function judgedGroup(reading: Reading): string[] {
  if (reading.kind !== 'message' || reading.envelope.edit !== DELETES_AS_ADMIN) return [];
  const { envelope, message } = reading;
  return envelope.isGroup && !envelope.fromMe && interpret(message).kind === 'delete'
    ? [envelope.chatJid]
    : [];
}
