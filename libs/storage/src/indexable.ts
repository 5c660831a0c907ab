import { createHash } from 'node:crypto';
import { LIMITS } from '#libs/config';

/**
 * Bytes of texts from outside that stand in indexes. PostgreSQL refuses a row if all columns of one of its entries
 * together have more than 2,704 (a third of a page); a spec adds them up.
 */
export const INDEXED = { jid: LIMITS.jidBytes, id: LIMITS.idBytes, key: 2048 } as const;

/** Whether a text is short enough to stand in indexes as it is. @param most bytes in UTF-8 */
export function fits(text: string, most: number): boolean {
  return text.length <= most && (text.length * 3 <= most || Buffer.byteLength(text) <= most);
}

/** A text as it stands in indexes: one that is too long is replaced by its digest, and so stays one of its kind. */
export function indexable(text: string, most: number): string {
  return fits(text, most) ? text : `sha256-${createHash('sha256').update(text).digest('hex')}`;
}
