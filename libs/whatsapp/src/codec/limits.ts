import { LIMITS } from '#libs/config';
import { fits } from '#libs/storage';

/**
 * An id that somebody else has chosen. Undefined if it is missing or cannot be used: it is too long for a path or
 * an index, or contains a NUL, which no database keeps.
 */
export function usableId(id: string | null | undefined): string | undefined {
  return id && fits(id, LIMITS.idBytes) && !id.includes('\0') ? id : undefined;
}

/** The beginning of a text of somebody else's, without half a character at its end. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const isHalf = /[\ud800-\udbff]/.test(text[most - 1] ?? '');
  return text.slice(0, isHalf ? most - 1 : most);
}

/** A list of bounded length. */
export interface Bounded<T> {
  shown: T[];
  /** How many entries were left out. */
  omitted?: number;
}

/** The first entries of a list, and how many more there are. */
export function bounded<T>(entries: Iterable<T>, most: number): Bounded<T> {
  const shown: T[] = [];
  let omitted = 0;
  for (const entry of entries) {
    if (shown.length < most) shown.push(entry);
    else omitted += 1;
  }
  return { shown, omitted: omitted || undefined };
}

/** Items of a list that are handled at a time. */
const PER_SLICE = 100;

/** Splits a list of somebody else's, so that the event loop runs between its parts. */
export function* slices<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += PER_SLICE) yield list.slice(start, start + PER_SLICE);
}
