import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Unhandled } from '../server/unhandled.js';
import { nowSeconds } from '../wire/ids.js';
import { formatJid, parseJid, SERVER } from '../wire/jid.js';
import { child, children, stanza, text } from '../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

/** One thing that can be asked about a user. */
type Protocol = (account: Account | undefined, asked: string) => BinaryNode | undefined;

function devices(account: Account | undefined): BinaryNode | undefined {
  if (!account?.registered) return undefined;
  const companions = [...account.companions.keys()].map((id) => stanza('device', { id, 'key-index': id }));
  return stanza('devices', {}, [
    stanza('device-list', {}, [stanza('device', { id: 0 }), ...companions]),
    stanza('key-index-list', { ts: nowSeconds() }),
  ]);
}

/** Clients learn the LID of a phone from this; whoever asks with a LID is told none. */
function lid(account: Account | undefined, asked: string): BinaryNode | undefined {
  return account?.registered && !asked.endsWith('@lid') ? stanza('lid', { val: account.lidJid }) : undefined;
}

function contact(account: Account | undefined): BinaryNode {
  return stanza('contact', { type: account?.registered ? 'in' : 'out' });
}

const PROTOCOLS: Record<string, Protocol> = {
  devices,
  lid,
  contact,
  status: (account) => account && stanza('status', { t: nowSeconds() }),
  disappearing_mode: (account) => account && stanza('disappearing_mode', { duration: 0, t: 0 }),
};

/** Queries about users: their devices, LIDs, whether they are on WhatsApp. */
export function usyncHandlers(directory: Directory, unhandled: Unhandled): IqHandler[] {
  /** Asking for devices makes an account; asking whether somebody is there does not. */
  const find = (jid: string, makes: boolean) => (makes ? directory.ensureJid(jid) : directory.findJid(jid));

  const answerUser = (user: BinaryNode, protocols: string[], asker: Account): BinaryNode => {
    const phone = text(child(user, 'contact'))?.replaceAll(/\D/g, '');
    const jid = user.attrs.jid ?? formatJid(phone ?? '', SERVER);
    const parsed = parseJid(jid);
    const account = find(jid, !protocols.includes('contact'));
    if (account && protocols.includes('devices')) account.watch(asker.phone);
    const found = protocols.map((name) => PROTOCOLS[name]?.(account, jid));
    return stanza(
      'user',
      { jid: parsed ? formatJid(parsed.user, parsed.server) : jid },
      found.filter((node) => node !== undefined),
    );
  };

  const answer = ({ node, login }: IqRequest) => {
    const usync = child(node, 'usync');
    const protocols = children(child(usync, 'query')).map((protocol) => protocol.tag);
    for (const protocol of protocols)
      if (!PROTOCOLS[protocol]) unhandled.record(login.account.phone, node, `usync ${protocol}`);
    const users = children(child(usync, 'list')).map((user) => answerUser(user, protocols, login.account));
    const { sid, index, last, mode, context } = usync?.attrs ?? {};
    return {
      content: [
        stanza('usync', { sid, index, last, mode, context }, [
          stanza(
            'result',
            {},
            protocols.map((protocol) => stanza(protocol)),
          ),
          stanza('list', {}, users),
        ]),
      ],
    };
  };

  return [{ xmlns: 'usync', type: 'get', child: 'usync', answer }];
}
