import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Delivery } from '../server/delivery.js';
import { nowSeconds } from '../wire/ids.js';
import { addressingOf } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import { chatAddressing } from './envelope.js';

/** The device that answers for a message. */
export interface Reader {
  account: Account;
  device: number;
}

/** Brings receipts back to those who sent a message. */
export class Receipts {
  constructor(private readonly delivery: Delivery) {}

  /**
   * Tells the sender's devices that a message was delivered or read. It comes from the address under which the
   * sender knows the chat, which need not be the one that the reader uses.
   * @param type undefined for a plain delivery, otherwise the protocol's word
   */
  confirm(sender: Account, id: string, reader: Reader, type: string | undefined): void {
    const sent = sender.sent.find(id);
    const receipt = { from: reader.account.pnJid, device: reader.device, type: type ?? 'delivered' };
    if (sent) sender.sent.confirm(sent, { ...receipt, at: Date.now() });
    sender.chats.record('receipt', { messageId: id, ...receipt });
    this.delivery.toAll(
      sender,
      stanza('receipt', { id, from: this.chatOf(sender, id, reader.account), type, t: nowSeconds() }),
    );
  }

  /** Tells an account's companions what another of its devices has read. */
  readElsewhere(account: Account, ids: string[], chat: string, except?: Companion): void {
    for (const id of ids)
      this.delivery.toAll(
        account,
        stanza('receipt', { id, from: account.pnJid, recipient: chat, type: 'read-self', t: nowSeconds() }),
        except,
      );
  }

  /**
   * Asks the device that sent a message to encrypt it again.
   * @param content `<retry>`, `<registration>` and, from the second time on, `<keys>`
   */
  askAgain(sender: Account, device: number, id: string, reader: Reader, content: BinaryNode[]): void {
    const companion = sender.companions.get(device);
    if (!companion) return;
    const chat = this.chatOf(sender, id, reader.account);
    const from = reader.account.jid(addressingOf(chat), reader.device);
    // A sender's own device has to say which chat it means.
    const recipient = reader.account === sender ? chat : undefined;
    const attributes = { id, from, recipient, type: 'retry', t: nowSeconds() };
    this.delivery.toCompanion(sender, companion, stanza('receipt', attributes, content));
  }

  /** The address under which an account wrote to the chat of a message. */
  private chatOf(sender: Account, id: string, other: Account): string {
    return sender.sent.find(id)?.to ?? other.jid(chatAddressing(sender, other));
  }
}
