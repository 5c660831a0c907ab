import type { Directory } from '../../accounts/directory.js';
import type { Blocking } from '../../phones/blocking.js';
import { child, stanza } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** The people whom an account has blocked, by LID. A change is told to its other companions. */
export function blocklistHandlers(directory: Directory, blocking: Blocking): IqHandler[] {
  const listOf = ({ login: { account } }: IqRequest) => {
    const blocked = [...account.blocked].map((phone) => directory.ensure(phone));
    const items = blocked.map((person) => stanza('item', { jid: person.lidJid, pn_jid: person.shownPnJid }));
    return stanza('list', { dhash: blocking.hashOf(account) }, items);
  };

  const set = (request: IqRequest) => {
    const { action, jid, pn_jid: number } = child(request.node, 'item')?.attrs ?? {};
    const person = directory.namedJid(jid) ?? directory.namedJid(number);
    const { account, companion } = request.login;
    if (!person || person === account || (action !== 'block' && action !== 'unblock'))
      throw new IqRefusal(400, 'bad-request');
    // Who is blocked by LID must be named by number, too.
    if (action === 'block' && jid?.endsWith('@lid') && number === undefined)
      throw new IqRefusal(400, 'bad-request');
    return {
      content: [listOf(request)],
      after: () => blocking.set(account, person, action === 'block', companion),
    };
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
