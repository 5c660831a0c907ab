import type { PollInfo } from '#libs/events';
import { invalid } from '../faults.js';

/**
 * Checks what somebody wants to choose in a poll.
 * @param options all different; none withdraws the vote
 * @throws WhatsAppFault INVALID_REQUEST if the poll does not have these options, or allows fewer
 */
export function checkChoice(poll: PollInfo, options: readonly string[]): void {
  const unknown = options.findIndex((option) => !poll.options.includes(option));
  if (unknown >= 0) throw invalid(`options.${unknown}`, 'is not an option of the poll');
  const most = poll.selectableCount;
  if (most > 0 && options.length > most)
    throw invalid(
      'options',
      `must have at most ${most} ${most === 1 ? 'entry' : 'entries'}: the poll allows no more`,
    );
}
