import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Directory } from '../../accounts/directory.js';
import type { Faults } from '../../faults/faults.js';
import type { Group } from '../../groups/group.js';
import { type Groups, isGroupJid } from '../../groups/groups.js';
import { garbage } from '../../phones/device-cipher.js';
import type { PhoneReader } from '../../phones/phone-reader.js';
import type { Login } from '../../routing/connection.js';
import type { Delivery } from '../../routing/delivery.js';
import type { Complaints } from '../../reports/complaints.js';
import type { ErrorLog } from '../../reports/error-log.js';
import { nowSeconds } from '../../wire/ids.js';
import { parseJid } from '../../wire/jid.js';
import { participantHash } from '../../wire/participant-hash.js';
import { child, childrenNamed } from '../../wire/stanza.js';
import { type Envelope, messageStanza } from '../../chats/envelope.js';
import type { MessageRoute } from './messages.js';

/** The code for a message to a community, and for a member's message to a group in which only admins can send. */
const ONLY_ADMINS = '420';

/** The code for a message in the addressing that the group no longer has (zapo, STALE_GROUP_ADDRESSING_MODE). */
const WRONG_ADDRESSING = '421';

/** A device that gets a message. */
interface Target {
  account: Account;
  /** 0 is the phone. */
  device: number;
}

/** The parts of a message: for single devices, and for all. */
interface Parts {
  /** By phone and device. */
  single: ReadonlyMap<string, BinaryNode[]>;
  common: BinaryNode[];
  identity: BinaryNode | undefined;
}

function nameOf({ account, device }: Target): string {
  return `${account.phone}:${device}`;
}

/**
 * Messages to groups. The client encrypts the message once (`skmsg`), and its sender key for every device that does
 * not have it (`<participants>`). The server delivers to each device of each member the parts that are for it.
 */
export class GroupMessages implements MessageRoute {
  constructor(
    private readonly directory: Directory,
    private readonly groups: Groups,
    private readonly delivery: Delivery,
    private readonly reader: PhoneReader,
    private readonly faults: Faults,
    private readonly complaints: Complaints,
    private readonly errors: ErrorLog,
  ) {}

  serves(to: string): boolean {
    return isGroupJid(to);
  }

  refusal({ account }: Login, { attrs }: BinaryNode): string | undefined {
    const group = this.groups.find(attrs.to);
    if (!group) return '404';
    if (!group.has(account.phone) || group.suspended) return '403';
    if (attrs.addressing_mode !== undefined && attrs.addressing_mode !== group.addressing)
      return WRONG_ADDRESSING;
    if (group.community) return ONLY_ADMINS;
    const silent = group.announce && !group.isAdmin(account.phone);
    return silent && attrs.type !== 'reaction' ? ONLY_ADMINS : undefined;
  }

  /**
   * The hash of the group's devices, if the client's list is another one. Clients count their own device or not.
   */
  phash({ account, companion }: Login, { attrs }: BinaryNode): string | undefined {
    const group = this.groups.find(attrs.to);
    if (!group || attrs.phash === undefined) return undefined;
    const all = this.devices(group).map((target) => target.account.jid(group.addressing, target.device));
    const own = account.jid(group.addressing, companion.number);
    const hash = participantHash(all);
    if ([hash, participantHash(all.filter((jid) => jid !== own))].includes(attrs.phash)) return undefined;
    const { id = '', phash } = attrs;
    const detail = `${phash} instead of ${hash}`;
    const complaint = { kind: 'phash', from: account.phone, messageId: id, chat: group.jid, detail } as const;
    this.complaints.record(complaint);
    return hash;
  }

  /** Does not wait until the phones have read the message: the client's next stanzas need not wait for that. */
  deliver(login: Login, node: BinaryNode): void {
    const group = this.groups.find(node.attrs.to);
    if (!group) return;
    const envelope = this.envelope(login, group, node);
    const parts = this.parts(node);
    for (const target of this.targets(login, group, node)) this.give(envelope, target, parts);
  }

  private envelope({ account, companion }: Login, group: Group, node: BinaryNode): Envelope {
    const { id = '', type = 'text', edit } = node.attrs;
    const timestamp = nowSeconds();
    const device = companion.number;
    const sent = { id, to: group.jid, recipient: group.jid, device, timestamp, type, edit };
    if (!account.sent.find(id)) account.sent.add({ ...sent, receipts: [] });
    return { ...sent, sender: account, recipient: group, addressing: group.addressing };
  }

  /** Every device of every member except the sending one; a retried message goes to one device only. */
  private targets({ account, companion }: Login, group: Group, node: BinaryNode): Target[] {
    const { participant } = node.attrs;
    const asker = this.directory.findJid(participant);
    const others = this.devices(group).filter(
      (target) => target.account !== account || target.device !== companion.number,
    );
    if (participant === undefined) return others;
    const device = parseJid(participant)?.device ?? 0;
    return others.filter((target) => target.account === asker && target.device === device);
  }

  private devices(group: Group): Target[] {
    return [...group.members.keys()].flatMap((phone) => {
      const member = this.directory.ensure(phone);
      return [0, ...member.furtherDevices].map((device) => ({ account: member, device }));
    });
  }

  private parts(node: BinaryNode): Parts {
    const single = new Map<string, BinaryNode[]>();
    for (const part of childrenNamed(child(node, 'participants'), 'to')) {
      const account = this.directory.findJid(part.attrs.jid);
      const device = parseJid(part.attrs.jid)?.device ?? 0;
      if (account) single.set(nameOf({ account, device }), childrenNamed(part, 'enc'));
    }
    return { single, common: childrenNamed(node, 'enc'), identity: child(node, 'device-identity') };
  }

  private give(envelope: Envelope, target: Target, { single, common, identity }: Parts): void {
    const { account, device } = target;
    const encs = [...(single.get(nameOf(target)) ?? []), ...common];
    if (device === 0) {
      this.errors.watch(this.reader.receive(account, envelope, encs), 'group message');
      return;
    }
    const companion = account.companions.get(device);
    if (!companion) {
      if (single.has(nameOf(target))) account.silentlyRead += 1;
      return;
    }
    const spoilt = this.faults.take('undecryptable', { phone: account.phone });
    const content = spoilt ? [garbage('skmsg')] : [...encs];
    if (identity && content.some((enc) => enc.attrs.type === 'pkmsg')) content.push(identity);
    this.delivery.toCompanion(account, companion, messageStanza(envelope, account, content));
  }
}
