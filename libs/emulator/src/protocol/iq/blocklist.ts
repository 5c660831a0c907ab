import type { Directory } from '../../accounts/directory.js';
import type { Delivery } from '../../routing/delivery.js';
import { nowSeconds, serverStanzaId } from '../../wire/ids.js';
import { child, stanza } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** The people whom an account has blocked, by LID. A change is told to its other companions. */
export function blocklistHandlers(directory: Directory, delivery: Delivery): IqHandler[] {
  const listOf = ({ login: { account } }: IqRequest) => {
    const blocked = [...account.blocked].map((phone) => directory.ensure(phone));
    const items = blocked.map((person) => stanza('item', { jid: person.lidJid, pn_jid: person.shownPnJid }));
    return stanza('list', { dhash: `${account.blocked.size}:${[...account.blocked].join()}` }, items);
  };

  const set = (request: IqRequest) => {
    const { action, jid, pn_jid: number } = child(request.node, 'item')?.attrs ?? {};
    const person = directory.namedJid(jid) ?? directory.namedJid(number);
    if (!person || (action !== 'block' && action !== 'unblock')) throw new IqRefusal(400, 'bad-request');
    const { account, companion } = request.login;
    account.block(person.phone, action === 'block');
    const item = stanza('item', { action, jid: person.lidJid });
    const attributes = { from: account.pnJid, type: 'account_sync', id: serverStanzaId(), t: nowSeconds() };
    const news = stanza('notification', attributes, [stanza('blocklist', {}, [item])]);
    return { content: [listOf(request)], after: () => delivery.toAll(account, news, companion) };
  };

  return [
    {
      xmlns: 'blocklist',
      type: 'get',
      answer: (request) => ({ content: [listOf(request)] }),
    },
    { xmlns: 'blocklist', type: 'set', child: 'item', answer: set },
  ];
}
