import type { Clock, Logger } from '#libs/observability';
import { described } from './http/refusal.js';

/** One part of the server, which ends in its turn. */
export interface Ending {
  name: string;
  /** Share of the remaining time that it may use, from 0 to 1. */
  share: number;
  /** @param budgetMs time that it may take */
  end(budgetMs: number): Promise<void>;
}

/**
 * Ends the parts one after the other, within `budgetMs` in total. A part that takes too long is abandoned, and one that
 * fails does not keep the next one from ending. docker-compose.yml grants a little more than the budget.
 * @returns whether all parts ended cleanly and in time
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
