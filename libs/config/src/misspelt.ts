/** A variable that the server does not know, and the one that was probably meant. */
export interface Misspelt {
  name: string;
  meant: string;
}

/** Variables with at most this many wrong, missing or additional characters are taken for misspelt. */
const MOST_EDITS = 2;
/** Longer names are not compared. In characters. */
const LONGEST = 60;

/** Variables that others set, though they look like one of the server's: npm says in NODE where Node.js is. */
const FOREIGN: readonly string[] = ['NODE'];

/**
 * Variables that look like one of the server's. The environment is full of other variables, so that only those are reported
 * that are close to a known one, or that lack its end: `WEBHOOK_TIMEOUT` for `WEBHOOK_TIMEOUT_MS`.
 */
export function misspeltIn(given: readonly string[], known: readonly string[]): Misspelt[] {
  const unknown = given.filter(
    (name) =>
      name.length <= LONGEST &&
      /^[A-Z][A-Z_]+$/.test(name) &&
      !known.includes(name) &&
      !FOREIGN.includes(name),
  );
  return unknown.flatMap((name) => {
    const meant = known.find((each) => each.startsWith(`${name}_`) || isNear(name, each));
    return meant === undefined ? [] : [{ name, meant }];
  });
}

/** Most names differ by more in their lengths alone. */
function isNear(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) <= MOST_EDITS && distance(one, other) <= MOST_EDITS;
}

/** Number of characters to change, insert or remove to get from one text to the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, char] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, wanted] of [...other].entries()) {
      const [above = 0, diagonal = 0, left = 0] = [row[j + 1], row[j], next[j]];
      next.push(Math.min(above + 1, left + 1, diagonal + (char === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
