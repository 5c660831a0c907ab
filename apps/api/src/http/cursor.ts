import { invalidRequest } from './fault.js';

/** Where a page ended: two values that order the list. */
export type Position = readonly [number, string | number];

/** A position in words that callers hand back unread. */
export function cursorOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Reads what {@link cursorOf} wrote.
 * @throws ApiFault INVALID_REQUEST naming `cursor`
 */
export function positionIn(cursor: string): Position {
  const value = parsed(Buffer.from(cursor, 'base64url').toString());
  if (isPosition(value) && cursorOf(value) === cursor) return value;
  throw invalidRequest({ field: 'cursor', reason: 'must be the nextCursor of an earlier page of this list' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [at, rest]: unknown[] = value;
  return Number.isSafeInteger(at) && (typeof rest === 'string' || Number.isSafeInteger(rest));
}
