import { LIMITS } from '#libs/config';
import { Decoded, type Judge } from '../http/fields.js';

/** Begins an id in base64url. */
const CODED = '~';
const PLAIN = /^[\w-]+$/;

const REASON = `must be an id of 1 to ${LIMITS.idBytes} characters, or ~ and its UTF-8 in base64url`;

const judge: Judge = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= LIMITS.idBytes ? undefined : REASON;

/**
 * An id that somebody at WhatsApp has chosen, in a path. It can be any text, so a path may contain it in base64url: there are
 * ids that URLs cannot contain, such as `..`, and ids that are the names of routes.
 */
export function ChosenId(): PropertyDecorator {
  return Decoded(idInPath, judge, { type: String, minLength: 1, maxLength: LIMITS.idBytes * 6 });
}

/** The id that a segment of a path stands for; undefined if what follows `~` is not base64url of a text. */
export function idInPath(segment: string): string | undefined {
  if (!segment.startsWith(CODED)) return segment;
  const code = segment.slice(CODED.length);
  const id = Buffer.from(code, 'base64url').toString('utf8');
  return Buffer.from(id).toString('base64url') === code ? id : undefined;
}

/** An id as a segment of a path. */
export function pathOfId(id: string): string {
  return PLAIN.test(id) ? id : CODED + Buffer.from(id).toString('base64url');
}
