import { invalidRequest } from './fault.js';

/** Where a page ended: the two values by which the list is sorted. */
export type Position = readonly [number, string | number];

/** Encodes a position as an opaque cursor. */
export function cursorOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Decodes a cursor that {@link cursorOf} made.
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
