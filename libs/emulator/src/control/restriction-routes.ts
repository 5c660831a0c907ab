import type { FastifyInstance } from 'fastify';
import type { Account } from '../accounts/account.js';
import {
  messageCap,
  type Restriction,
  RESTRICTION_KINDS,
  type RestrictionKind,
  timelock,
} from '../accounts/restriction.js';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { SERVER_JID } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import { accountOf } from './parameters.js';

function readRestriction(fields: Fields): Restriction {
  const kind = fields.oneOf('kind', RESTRICTION_KINDS);
  const until = fields.optionalInteger('until', { min: 1 });
  if (kind === 'reachout_timelock') {
    fields.only('kind', 'until', 'enforcementType');
    return { kind, until, enforcementType: fields.optionalText('enforcementType') ?? 'BIZ_QUALITY' };
  }
  fields.only('kind', 'until', 'totalQuota', 'usedQuota');
  const totalQuota = fields.integer('totalQuota', { min: 0 });
  return { kind, until, totalQuota, usedQuota: fields.integer('usedQuota', { min: 0 }) };
}

/** Restrictions of accounts, which their companions are notified of (Baileys `lib/Socket/messages-recv.js`). */
export function restrictionRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const tell = (account: Account, kind: RestrictionKind): void => {
    const [operation, data] =
      kind === 'reachout_timelock'
        ? [
            'NotificationUserReachoutTimelockUpdate',
            { xwa2_notify_account_reachout_timelock: timelock(account.restriction) },
          ]
        : [
            'MessageCappingInfoNotification',
            { xwa2_notify_new_chat_messages_capping_info_update: messageCap(account.restriction) },
          ];
    const update = stanza('update', { op_name: operation }, JSON.stringify({ data }));
    const attributes = { from: SERVER_JID, type: 'mex', id: serverStanzaId(), t: nowSeconds() };
    server.delivery.toAll(account, stanza('notification', attributes, [update]));
  };

  http.post('/phones/:phone/restriction', (request) => {
    const account = accountOf(server, request);
    account.restriction = readRestriction(Fields.of(request.body));
    tell(account, account.restriction.kind);
    return account.restriction;
  });

  http.delete('/phones/:phone/restriction', (request) => {
    const account = accountOf(server, request);
    const { restriction } = account;
    account.restriction = undefined;
    if (restriction) tell(account, restriction.kind);
    return {};
  });
}
