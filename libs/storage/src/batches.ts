/** Rows processed per commit while many are removed, so that neither the event loop nor other writes wait long. */
export const ROWS_PER_COMMIT = 500;

/** Messages removed per commit: each is removed from the search, too, with all its words. */
export const MESSAGES_PER_COMMIT = 100;

/**
 * Removes many rows in small commits, so that other writes can run in between.
 * @param remove one commit: removes up to `limit` rows and resolves with the number removed
 * @param limit rows per commit
 * @returns the number of rows removed in total
 */
export async function inBatches(
  remove: (limit: number) => Promise<number>,
  limit = ROWS_PER_COMMIT,
): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove(limit);
    total += removed;
    if (removed < limit) return total;
  }
}

/** Rows that one statement writes at most; a power of two. */
const LONGEST_PART = 256;

/** Splits a list into parts with few different lengths, each of which is a statement to compile and keep. */
export function* inPowers<T>(list: readonly T[]): Generator<T[]> {
  let start = 0;
  for (let length = LONGEST_PART; length >= 1; length /= 2)
    for (; list.length - start >= length; start += length) yield list.slice(start, start + length);
}
