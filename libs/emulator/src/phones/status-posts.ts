import { proto, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import { STATUS_JID } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import type { DeviceCipher } from './device-cipher.js';
import { distributionMessage } from './group-fan-out.js';

/**
 * Posts to a person's status. A post is encrypted once, with the sender key that the phone has for its posts. A device
 * that was linked after the key had been passed on gets posts that it cannot read.
 */
export class StatusPosts {
  constructor(
    private readonly cipher: DeviceCipher,
    private readonly delivery: Delivery,
  ) {}

  /**
   * @param keys whether the companions get the sender key with the post
   * @returns the post's id
   */
  post(sender: Account, audience: Account[], message: proto.IMessage, keys: boolean): Promise<string> {
    return sender.lane.run(async () => {
      const id = phoneMessageId();
      const plaintext = proto.Message.encode(message).finish();
      const sealed = await sender.primary.encryptForGroup(
        STATUS_JID,
        sender.lidJid,
        writeRandomPadMax16(plaintext),
      );
      const body = stanza('enc', { v: 2, type: 'skmsg' }, sealed.body);
      for (const account of audience)
        for (const companion of account.companions.values()) {
          const key = keys ? [await this.key(sender, account, companion, sealed.distribution)] : [];
          const attributes = {
            from: STATUS_JID,
            participant: sender.lidJid,
            participant_pn: sender.shownPnJid,
            id,
            t: nowSeconds(),
            type: 'text',
            notify: sender.name || undefined,
          };
          this.delivery.toCompanion(account, companion, stanza('message', attributes, [...key, body]));
        }
      return id;
    });
  }

  private async key(sender: Account, account: Account, companion: Companion, distribution: Uint8Array) {
    const message = distributionMessage(STATUS_JID, distribution);
    return this.cipher.seal(sender, account, companion, proto.Message.encode(message).finish());
  }
}
