import { invalid } from '../../faults.js';
import type { Kind } from './kind.js';

export interface OutgoingPoll {
  name: string;
  options: string[];
  /** 0: any number. */
  selectableCount: number;
}

export interface PollDraft {
  kind: 'poll';
  poll: OutgoingPoll;
}

export const poll: Kind<PollDraft> = {
  checked(draft) {
    if (draft.poll.selectableCount > draft.poll.options.length)
      throw invalid('selectableCount', 'must not be larger than the number of options');
    return draft;
  },
  letter({ jid, quoted, mentions }, { poll: { name, options, selectableCount } }) {
    return {
      jid,
      mentions,
      perform: (client) => client.sendPoll(jid, name, options, { selectableCount, quoted }),
    };
  },
};
