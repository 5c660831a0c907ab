import { invalid } from '../../faults.js';
import type { Kind } from './kind.js';

export interface OutgoingPoll {
  name: string;
  options: string[];
  /** How many options a person may choose; 0: any number. */
  selectableCount: number;
}

export interface PollDraft {
  kind: 'poll';
  poll: OutgoingPoll;
}

/** @returns what is wrong with the number of options that a person may choose; undefined if it is valid */
export function selectableFault(count: unknown, options: unknown): string | undefined {
  // A missing or empty list is reported separately.
  if (!Array.isArray(options) || options.length === 0) return undefined;
  return Number(count) > options.length ? 'must not be larger than the number of options' : undefined;
}

export const poll: Kind<PollDraft> = {
  checked(draft) {
    const fault = selectableFault(draft.poll.selectableCount, draft.poll.options);
    if (fault !== undefined) throw invalid('selectableCount', fault);
    return draft;
  },
  letter({ jid, quoted, ...mentioned }, { poll: { name, options, selectableCount } }) {
    return {
      jid,
      ...mentioned,
      perform: (client) => client.sendPoll(jid, name, options, { selectableCount, quoted }),
    };
  },
};
