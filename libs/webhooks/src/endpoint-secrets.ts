import { randomBytes } from 'node:crypto';
import type { TargetRow } from '#libs/storage';
import type { SigningSecrets } from './signature.js';

/** A new secret: 256 random bits, in characters that need no quoting anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What signs the requests to an endpoint at `now` (epoch ms): its own secret, or else those of the server; and during the grace of a
 * rotation the one before.
 */
export function secretsOf(
  { secret, previous_secret: previous, previous_until: until }: EndpointSecrets,
  server: SigningSecrets,
  now: number,
): SigningSecrets {
  if (secret === null) return { secret: server.secret, previousSecret: server.previousSecret };
  if (until === null || until <= now) return { secret };
  return { secret, previousSecret: previous ?? server.secret };
}

export type EndpointSecrets = Pick<TargetRow, 'secret' | 'previous_secret' | 'previous_until'>;
