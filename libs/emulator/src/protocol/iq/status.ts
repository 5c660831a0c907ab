import type { Directory } from '../../accounts/directory.js';
import { stanza } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal } from './registry.js';

/** Who gets the status posts of an account, as the server has it (whatsmeow `broadcast.go`, `GetStatusPrivacy`). */
export function statusHandlers(directory: Directory): IqHandler[] {
  return [
    {
      xmlns: 'status',
      type: 'get',
      child: 'privacy',
      answer: ({ login: { account } }) => {
        if (!account.statusList) throw new IqRefusal(404, 'item-not-found');
        const { type, phones } = account.statusList;
        const users = phones.map((phone) => stanza('user', { jid: directory.ensure(phone).lidJid }));
        return { content: [stanza('privacy', {}, [stanza('list', { type, default: 'true' }, users)])] };
      },
    },
  ];
}
