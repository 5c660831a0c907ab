import { messageCap, timelock } from '../../accounts/restriction.js';
import type { GraphAnswer } from './graph.js';

/** What a client asks about its own account in GraphQL, by the id of the query (Baileys `lib/Types/Mex.js`). */
export const RESTRICTION_ANSWERS: Readonly<Record<string, GraphAnswer>> = {
  '23983697327930364': ({ login }) => ({
    xwa2_fetch_account_reachout_timelock: timelock(login.account.restriction),
  }),
  '24503548349331633': ({ login }) => ({ xwa2_message_capping_info: messageCap(login.account.restriction) }),
};
