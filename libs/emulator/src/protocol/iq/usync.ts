import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import { keyIndexList } from '../../accounts/device-list.js';
import type { Directory } from '../../accounts/directory.js';
import { shows } from '../../accounts/privacy.js';
import type { Unhandled } from '../../reports/unhandled.js';
import { nowSeconds } from '../../wire/ids.js';
import { formatJid, SERVER, withoutDevice } from '../../wire/jid.js';
import { child, children, stanza, text } from '../../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

/** A query about one user. */
interface Question {
  account: Account | undefined;
  /** The JID that was asked about. */
  jid: string;
  /** The number that was asked about, as the client wrote it. */
  number?: string;
  asker: Account;
}

/** Answers one kind of question about a user. */
type Protocol = (question: Question) => BinaryNode | undefined;

function devices({ account }: Question): BinaryNode | undefined {
  if (!account?.registered) return undefined;
  const companions = [...account.furtherDevices, ...account.staleDevices].map((id) =>
    stanza('device', { id, 'key-index': id }),
  );
  return stanza('devices', {}, [
    stanza('device-list', {}, [stanza('device', { id: 0 }), ...companions]),
    keyIndexList(account),
  ]);
}

/** Tells clients the LID of a phone number. No answer for a LID. */
function lid({ account, jid }: Question): BinaryNode | undefined {
  return account?.registered && !jid.endsWith('@lid') ? stanza('lid', { val: account.lidJid }) : undefined;
}

/** Repeats the number, because the JID may have another one than was asked about. */
function contact({ account, number }: Question): BinaryNode {
  return stanza('contact', { type: account?.registered ? 'in' : 'out' }, number);
}

function status({ account, asker }: Question): BinaryNode | undefined {
  if (!account?.registered) return undefined;
  if (!shows(account, 'status', asker)) return stanza('status', { code: 401, type: 'fail' });
  const { about } = account.profile;
  return about ? stanza('status', { t: about.at }, about.text) : stanza('status');
}

function business({ account }: Question): BinaryNode | undefined {
  if (!account?.registered || !account.profile.business) return undefined;
  return stanza('business', {}, [stanza('verified_name', { v: 1, verified_level: 'unknown' })]);
}

function username({ account }: Question): BinaryNode | undefined {
  return account?.registered ? stanza('username', {}, account.username ?? '') : undefined;
}

function picture({ account, asker }: Question): BinaryNode | undefined {
  const shown = account?.profile.picture;
  return shown && shows(account, 'profile', asker) ? stanza('picture', { id: shown.id }) : undefined;
}

const PROTOCOLS: Record<string, Protocol> = {
  devices,
  business,
  username,
  picture,
  lid,
  contact,
  status,
  disappearing_mode: ({ account }) =>
    account && stanza('disappearing_mode', { duration: account.profile.timer, t: nowSeconds() }),
};

/** Queries about users: their devices, their LID, whether they are on WhatsApp. */
export function usyncHandlers(directory: Directory, unhandled: Unhandled): IqHandler[] {
  const find = (user: BinaryNode, number: string | undefined, makes: boolean): Account | undefined => {
    if (number !== undefined) {
      const digits = number.replaceAll(/\D/g, '');
      return directory.findNumber(digits) ?? (makes ? directory.ensureNumber(digits) : undefined);
    }
    return makes ? directory.namedJid(user.attrs.jid) : directory.findJid(user.attrs.jid);
  };

  const answerUser = (user: BinaryNode, protocols: string[], asker: Account): BinaryNode => {
    const number = text(child(user, 'contact'));
    const asksDevices = protocols.includes('devices');
    // Clients ask for devices or the LID before they write to somebody: only then is an account created.
    const account = find(user, number, asksDevices || (number !== undefined && protocols.includes('lid')));
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
