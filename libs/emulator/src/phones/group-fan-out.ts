import { type BinaryNode, proto, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import type { Group } from '../groups/group.js';
import type { Delivery } from '../routing/delivery.js';
import { type Envelope, messageStanza } from '../chats/envelope.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { type Unavailable, unavailableNode } from '../content/drafts.js';
import { type DeviceCipher, garbage } from './device-cipher.js';

interface Listener {
  account: Account;
  companion: Companion;
  jid: string;
}

/** The message that passes on a sender key, of a group or of status posts. */
export function distributionMessage(
  groupId: string,
  axolotlSenderKeyDistributionMessage: Uint8Array,
): proto.IMessage {
  return { senderKeyDistributionMessage: { groupId, axolotlSenderKeyDistributionMessage } };
}

/**
 * Sends a phone's messages to the companions of a group's members. A message is encrypted once, with the phone's
 * sender key for the group; companions that lack the key get it with the message. When a device that has the key
 * is no longer in the group, the key is replaced.
 */
export class GroupFanOut {
  constructor(
    private readonly directory: Directory,
    private readonly cipher: DeviceCipher,
    private readonly delivery: Delivery,
    private readonly faults: Faults,
  ) {}

  /** @param unavailable set if companions get a placeholder instead */
  async send(
    envelope: Envelope,
    group: Group,
    plaintext: Uint8Array,
    attributes: Attributes,
    unavailable: Unavailable | undefined,
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
    const key = proto.Message.encode(distributionMessage(group.jid, sealed.distribution)).finish();
    const body = stanza('enc', { v: 2, type: 'skmsg', ...attributes }, sealed.body);
    for (const listener of listeners) {
      const content = [body];
      const { account, companion, jid } = listener;
      if (unavailable === 'view_once' || (unavailable && account !== sender))
        content.splice(0, 1, unavailableNode(unavailable));
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

  /** Encrypts a message again for a companion that could not read it; includes the sender key. */
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
    const message = { ...proto.Message.decode(plaintext), ...distributionMessage(group.jid, key) };
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
