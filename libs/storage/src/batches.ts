/** Rows looked at in one commit while much is removed, so that neither the event loop nor other writes wait long. */
export const ROWS_PER_COMMIT = 500;

/**
 * Removes much in many small commits; others write in between.
 * @param remove one commit: removes up to `limit` rows and resolves with how many those were
 * @returns how many were removed in all
 */
export async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove(ROWS_PER_COMMIT);
    total += removed;
    if (removed < ROWS_PER_COMMIT) return total;
  }
}
