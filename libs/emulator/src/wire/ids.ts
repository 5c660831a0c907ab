import { randomBytes } from 'node:crypto';

/** A message id as Android phones make them: 32 upper-case hex digits. */
export function phoneMessageId(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}

/** An id for what the server itself sends. */
export function serverStanzaId(): string {
  return randomBytes(8).toString('hex');
}

/** Seconds since the epoch: every `t` of the protocol. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
