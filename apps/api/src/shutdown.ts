import type { Clock, Logger } from '#libs/observability';
import { described } from './http/refusal.js';

/** One part of the server that ends in its turn. */
export interface Ending {
  name: string;
  /** Which part of what is left of the time it may use. */
  share: number;
  /** @param budgetMs what it should need at the most */
  end(budgetMs: number): Promise<void>;
}

/**
 * Ends the parts in their order, within `budgetMs` altogether: a part that overruns is left behind, one that
 * fails does not keep the next from ending. docker-compose.yml grants a little more than the budget.
 * @returns whether every part ended properly and in time
 */
export async function shutDown(
  parts: readonly Ending[],
  budgetMs: number,
  clock: Clock,
  logger: Logger,
): Promise<boolean> {
  const deadline = clock.now() + budgetMs;
  let proper = true;
  for (const part of parts) {
    const share = Math.max(0, (deadline - clock.now()) * part.share);
    try {
      await clock.within(share, part.end(share));
    } catch (error) {
      proper = false;
      logger.error({ part: part.name, error: described(error) }, 'a part of the server did not stop cleanly');
    }
  }
  return proper;
}
