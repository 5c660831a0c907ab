/** Reads a list in a query, whose entries are repeated, separated by commas, or both. */
export function entriesIn(value: string | readonly string[]): string[];
export function entriesIn(value: unknown): unknown[];
export function entriesIn(value: unknown): unknown[] {
  return [value].flat().flatMap((each) => (typeof each === 'string' ? each.split(',') : [each]));
}
