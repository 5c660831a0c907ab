import type { Directory } from '../../accounts/directory.js';
import type { PhonePeer } from '../../phones/phone-peer.js';
import type { Delivery } from '../../routing/delivery.js';
import type { Linking } from '../../linking/linking.js';
import { parseJid } from '../../wire/jid.js';
import { child } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** A companion that becomes active, and one that is removed. */
export function deviceHandlers(
  directory: Directory,
  delivery: Delivery,
  linking: Linking,
  peer: PhonePeer,
  activated: (request: IqRequest) => void,
): IqHandler[] {
  const active = (request: IqRequest) => ({
    after: async () => {
      delivery.flush(request.connection);
      activated(request);
      await peer.greet(request.login.account, request.login.companion);
    },
  });

  const remove = ({ node, login }: IqRequest) => {
    const jid = child(node, 'remove-companion-device')?.attrs.jid;
    const account = directory.findJid(jid);
    const device = parseJid(jid)?.device ?? 0;
    if (account !== login.account || device === 0) throw new IqRefusal(403, 'forbidden');
    return { after: () => void linking.unlink(account, device) };
  };

  return [
    { xmlns: 'passive', type: 'set', child: 'active', answer: active },
    { xmlns: 'passive', type: 'set', child: 'passive', answer: () => ({}) },
    { xmlns: 'md', type: 'set', child: 'remove-companion-device', answer: remove },
  ];
}
