import { type BinaryNode, proto, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import type { Group } from '../groups/group.js';
import type { Delivery } from '../routing/delivery.js';
import { type Envelope, messageStanza } from '../chats/envelope.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { type DeviceCipher, garbage } from './device-cipher.js';

interface Listener {
  account: Account;
  companion: Companion;
  jid: string;
}

/** What hands a sender key over. */
function distributionMessage(group: Group, axolotlSenderKeyDistributionMessage: Uint8Array): proto.IMessage {
  return { senderKeyDistributionMessage: { groupId: group.jid, axolotlSenderKeyDistributionMessage } };
}

/**
 * Brings what a phone says to the companions of a group's members: encrypted once with the phone's sender key of
 * the group, which goes along to those who do not have it. The key is changed when somebody who has it is no
 * longer there.
 */
export class GroupFanOut {
  constructor(
    private readonly directory: Directory,
    private readonly cipher: DeviceCipher,
    private readonly delivery: Delivery,
    private readonly faults: Faults,
  ) {}

  /** @param onlyPhone the others' companions get a placeholder */
  async send(
    envelope: Envelope,
    group: Group,
    plaintext: Uint8Array,
    attributes: Attributes,
    onlyPhone: boolean,
  ): Promise<void> {
    const { sender } = envelope;
    const { primary, lidJid } = sender;
    const listeners = this.listeners(group);
    const holders = primary.senderKeyHolders(group.jid);
    if ([...holders].some((jid) => !listeners.some((listener) => listener.jid === jid))) {
      primary.dropSenderKey(group.jid, lidJid);
      holders.clear();
    }
    const sealed = await primary.encryptForGroup(group.jid, lidJid, writeRandomPadMax16(plaintext));
    const key = proto.Message.encode(distributionMessage(group, sealed.distribution)).finish();
    const body = stanza('enc', { v: 2, type: 'skmsg', ...attributes }, sealed.body);
    for (const listener of listeners) {
      const content = [body];
      const { account, companion, jid } = listener;
      if (onlyPhone && account !== sender) content.splice(0, 1, stanza('unavailable'));
      else if (this.faults.take('undecryptable', { phone: account.phone }))
        content.splice(0, 1, garbage('skmsg', attributes));
      else if (!holders.has(jid)) {
        content.unshift(await this.cipher.seal(sender, account, companion, key, attributes));
        holders.add(jid);
      }
      this.delivery.toCompanion(account, companion, messageStanza(envelope, account, content));
    }
    primary.setSenderKeyHolders(group.jid, holders);
  }

  /** The message once more for a companion that could not read it, with the sender key inside. */
  async again(
    envelope: Envelope,
    group: Group,
    plaintext: Uint8Array,
    reader: Account,
    companion: Companion,
    attributes: Attributes,
  ): Promise<BinaryNode> {
    const { sender } = envelope;
    const key = await sender.primary.senderKey(group.jid, sender.lidJid);
    const message = { ...proto.Message.decode(plaintext), ...distributionMessage(group, key) };
    const whole = proto.Message.encode(message).finish();
    return this.cipher.seal(sender, reader, companion, whole, attributes);
  }

  private listeners(group: Group): Listener[] {
    return [...group.members.keys()].flatMap((phone) => {
      const account = this.directory.ensure(phone);
      return [...account.companions.values()].map((companion) => {
        return { account, companion, jid: account.jid('lid', companion.number) };
      });
    });
  }
}
