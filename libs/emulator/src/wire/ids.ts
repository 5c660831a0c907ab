import { randomBytes } from 'node:crypto';

/** A message id in the form of Android phones: 32 upper-case hex digits. */
export function phoneMessageId(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}

/** An id for a stanza of the server itself. */
export function serverStanzaId(): string {
  return randomBytes(8).toString('hex');
}

/** Seconds since the epoch, as in every `t` of the protocol. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
