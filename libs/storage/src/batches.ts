/** Rows processed per commit while many are removed, so that neither the event loop nor other writes wait long. */
export const ROWS_PER_COMMIT = 500;

/**
 * Removes many rows in small commits, so that other writes can run in between.
 * @param remove one commit: removes up to `limit` rows and resolves with the number removed
 * @returns the number of rows removed in total
 */
export async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove(ROWS_PER_COMMIT);
    total += removed;
    if (removed < ROWS_PER_COMMIT) return total;
  }
}
