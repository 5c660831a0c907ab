import { messageCap, timelock } from '../../accounts/restriction.js';
import { child, stanza } from '../../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

/** What a client asks about its own account in GraphQL, by the id of the query (Baileys `lib/Types/Mex.js`). */
const ANSWERS: Readonly<Record<string, (request: IqRequest) => object>> = {
  '23983697327930364': ({ login }) => ({
    xwa2_fetch_account_reachout_timelock: timelock(login.account.restriction),
  }),
  '24503548349331633': ({ login }) => ({ xwa2_message_capping_info: messageCap(login.account.restriction) }),
};

function queryId(request: Pick<IqRequest, 'node'>): string {
  return child(request.node, 'query')?.attrs.query_id ?? '';
}

/** Queries in GraphQL about the account's restrictions. All others are unhandled. */
export function mexHandlers(): IqHandler[] {
  return [
    {
      xmlns: 'w:mex',
      type: 'get',
      child: 'query',
      serves: (node) => queryId({ node }) in ANSWERS,
      answer: (request) => {
        const data = ANSWERS[queryId(request)]?.(request);
        return { content: [stanza('result', {}, JSON.stringify({ data }))] };
      },
    },
  ];
}
