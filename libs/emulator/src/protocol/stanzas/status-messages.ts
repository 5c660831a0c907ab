import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Directory } from '../../accounts/directory.js';
import type { StatusReader } from '../../phones/status-reader.js';
import type { ErrorLog } from '../../reports/error-log.js';
import type { Login } from '../../routing/connection.js';
import type { Delivery } from '../../routing/delivery.js';
import { nowSeconds } from '../../wire/ids.js';
import { parseJid, STATUS_JID } from '../../wire/jid.js';
import { child, childrenNamed, stanza } from '../../wire/stanza.js';
import type { MessageRoute } from './messages.js';

/** The code for a reaction or deletion that says who the audience of the account is (whatsapp-rust pull request 569). */
const INVALID = '479';

/** A device that gets a post, with the parts that are for it alone. */
interface Target {
  account: Account;
  device: number;
  own: BinaryNode[];
}

/**
 * Status posts of companions, deletions of them, and reactions. The server delivers them to the devices that the stanza lists in
 * `<participants>`, and to nobody else: `<to jid=DEVICE>` with a part for this device, `<to jid=USER/>` for all devices of a person
 * (WhatsApp Web's `WAWebEncryptAndSendStatusMsg`).
 */
export class StatusMessages implements MessageRoute {
  constructor(
    private readonly directory: Directory,
    private readonly delivery: Delivery,
    private readonly reader: StatusReader,
    private readonly errors: ErrorLog,
  ) {}

  serves(to: string): boolean {
    return to === STATUS_JID;
  }

  refusal(_login: Login, node: BinaryNode): string | undefined {
    const isChange = node.attrs.type === 'reaction' || node.attrs.edit !== undefined;
    return isChange && child(node, 'meta')?.attrs.status_setting !== undefined ? INVALID : undefined;
  }

  phash(): undefined {
    return undefined;
  }

  deliver({ account, companion }: Login, node: BinaryNode): void {
    const { id = '', type = 'text', edit } = node.attrs;
    const timestamp = nowSeconds();
    const device = companion.number;
    if (!account.sent.find(id))
      account.sent.add({
        id,
        to: STATUS_JID,
        recipient: STATUS_JID,
        device,
        timestamp,
        type,
        edit,
        receipts: [],
      });
    const setting = child(node, 'meta')?.attrs.status_setting;
    const news = { sender: account, device, id, timestamp, setting };
    const common = childrenNamed(node, 'enc');
    const identity = child(node, 'device-identity');
    for (const target of this.targets(account, device, node)) {
      const encs = [...target.own, ...common];
      if (target.device === 0) {
        this.errors.watch(this.reader.receive(target.account, news, encs), 'status post');
        continue;
      }
      const other = target.account.companions.get(target.device);
      if (!other) continue;
      const content = [...encs];
      if (identity && encs.some((enc) => enc.attrs.type === 'pkmsg')) content.push(identity);
      const attributes = {
        from: STATUS_JID,
        participant: account.jid('lid', device),
        participant_pn: account.shownPnJid,
        id,
        t: timestamp,
        type,
        edit,
        notify: account.name || undefined,
      };
      this.delivery.toCompanion(target.account, other, stanza('message', attributes, content));
    }
  }

  private targets(sender: Account, device: number, node: BinaryNode): Target[] {
    const listed = childrenNamed(child(node, 'participants'), 'to').flatMap((part) => {
      const account = this.directory.findJid(part.attrs.jid);
      if (!account || account.blocked.has(sender.phone)) return [];
      const own = childrenNamed(part, 'enc');
      const named = parseJid(part.attrs.jid)?.device ?? 0;
      const devices = own.length > 0 ? [named] : [0, ...account.companions.keys()];
      return devices.map((each) => ({ account, device: each, own }));
    });
    const unique = new Map(
      listed.toReversed().map((target) => [`${target.account.phone}:${target.device}`, target]),
    );
    unique.delete(`${sender.phone}:${device}`);
    return [...unique.values()];
  }
}
