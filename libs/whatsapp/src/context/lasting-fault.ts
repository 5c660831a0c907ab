import type { Database } from '#libs/storage';

/**
 * Runs work that writes to the database, and tells a fault of the work itself from an outage. A unit of work may share its
 * commit with others, which can be the cause of its failure: work that fails twice is the cause itself.
 * @returns the fault if the work can never succeed; undefined if it succeeded
 * @throws the error of an outage, after which it may succeed
 */
export async function lastingFault(
  database: Database,
  work: () => Promise<unknown>,
): Promise<{ fault: unknown } | undefined> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return undefined;
    } catch (fault) {
      if (database.isOutage(fault)) throw fault;
      if (tries > 0) return { fault };
    }
  }
}
