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
