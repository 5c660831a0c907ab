import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Directory } from '../../accounts/directory.js';
import { shows } from '../../accounts/privacy.js';
import type { Unhandled } from '../../reports/unhandled.js';
import { nowSeconds } from '../../wire/ids.js';
import { formatJid, SERVER, withoutDevice } from '../../wire/jid.js';
import { child, children, stanza, text } from '../../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

/** A user that somebody asks about. */
interface Question {
  account: Account | undefined;
  /** The JID that was asked about. */
  jid: string;
  /** The number that was asked about, as it was written. */
  number?: string;
  asker: Account;
}

/** One thing that can be asked about a user. */
type Protocol = (question: Question) => BinaryNode | undefined;

function devices({ account }: Question): BinaryNode | undefined {
  if (!account?.registered) return undefined;
  const companions = [...account.companions.keys()].map((id) => stanza('device', { id, 'key-index': id }));
  return stanza('devices', {}, [
    stanza('device-list', {}, [stanza('device', { id: 0 }), ...companions]),
    stanza('key-index-list', { ts: nowSeconds() }),
  ]);
}

/** Clients learn the LID of a phone from this; whoever asks with a LID is told none. */
function lid({ account, jid }: Question): BinaryNode | undefined {
  return account?.registered && !jid.endsWith('@lid') ? stanza('lid', { val: account.lidJid }) : undefined;
}

/** Says the number again: the JID of a person may have another than the one that was asked about. */
function contact({ account, number }: Question): BinaryNode {
  return stanza('contact', { type: account?.registered ? 'in' : 'out' }, number);
}

function status({ account, asker }: Question): BinaryNode | undefined {
  if (!account?.registered) return undefined;
  if (!shows(account, 'status', asker)) return stanza('status', { code: 401, type: 'fail' });
  const { about } = account.profile;
  return about ? stanza('status', { t: about.at }, about.text) : stanza('status');
}

const PROTOCOLS: Record<string, Protocol> = {
  devices,
  lid,
  contact,
  status,
  disappearing_mode: ({ account }) => account && stanza('disappearing_mode', { duration: 0, t: 0 }),
};

/** Queries about users: their devices, LIDs, whether they are on WhatsApp. */
export function usyncHandlers(directory: Directory, unhandled: Unhandled): IqHandler[] {
  const find = (user: BinaryNode, number: string | undefined, makes: boolean): Account | undefined => {
    if (number !== undefined) return directory.findNumber(number.replaceAll(/\D/g, ''));
    return makes ? directory.ensureJid(user.attrs.jid) : directory.findJid(user.attrs.jid);
  };

  const answerUser = (user: BinaryNode, protocols: string[], asker: Account): BinaryNode => {
    const number = text(child(user, 'contact'));
    // Asking for devices makes an account; asking anything else does not.
    const asksDevices = protocols.includes('devices');
    const account = find(user, number, asksDevices);
    if (account && asksDevices) account.watch(asker.phone);
    const jid = user.attrs.jid ?? account?.pnJid ?? formatJid(number?.replaceAll(/\D/g, '') ?? '', SERVER);
    const found = protocols.map((name) => PROTOCOLS[name]?.({ account, jid, number, asker }));
    return stanza(
      'user',
      { jid: withoutDevice(jid) },
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
