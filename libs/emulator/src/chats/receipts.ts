import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { type Groups, isGroupJid } from '../groups/groups.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds } from '../wire/ids.js';
import { addressingOf } from '../wire/jid.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { chatAddressing } from './envelope.js';

/** The device that a receipt comes from. */
export interface Reader {
  account: Account;
  device: number;
}

/** Delivers receipts to the sender of a message. */
export class Receipts {
  constructor(
    private readonly groups: Groups,
    private readonly delivery: Delivery,
  ) {}

  /**
   * Tells the sender's devices that a message was delivered or read. The receipt comes from the address that the
   * sender used for the chat, which may differ from the reader's. In a group it names the reader.
   * @param type receipt type of the protocol; undefined for a delivery
   */
  confirm(sender: Account, id: string, reader: Reader, type: string | undefined): void {
    const sent = sender.sent.find(id);
    const receipt = { from: reader.account.pnJid, device: reader.device, type: type ?? 'delivered' };
    if (sent) sender.sent.confirm(sent, { ...receipt, at: Date.now() });
    sender.chats.record('receipt', { messageId: id, ...receipt });
    const chat = this.chatOf(sender, id, reader.account);
    const from = { from: chat, participant: this.participant(chat, reader.account) };
    this.delivery.toAll(sender, stanza('receipt', { id, ...from, type, t: nowSeconds() }));
  }

  /**
   * Tells an account's companions what another of its devices has read.
   * @param author in groups, the JID of the author as the reader wrote it
   */
  readElsewhere(account: Account, ids: string[], chat: string, author?: string, except?: Companion): void {
    const participant = this.participant(chat, account);
    const whose = participant
      ? { from: chat, participant, recipient: author }
      : { from: account.pnJid, recipient: chat };
    for (const id of ids)
      this.delivery.toAll(
        account,
        stanza('receipt', { id, ...whose, type: 'read-self', t: nowSeconds() }),
        except,
      );
  }

  /**
   * Asks the device that sent a message to encrypt it again.
   * @param content `<retry>`, `<registration>` and, from the second attempt on, `<keys>`
   */
  askAgain(sender: Account, device: number, id: string, reader: Reader, content: BinaryNode[]): void {
    const companion = sender.companions.get(device);
    if (!companion) return;
    const attributes = { id, ...this.asker(sender, id, reader), type: 'retry', t: nowSeconds() };
    this.delivery.toCompanion(sender, companion, stanza('receipt', attributes, content));
  }

  /** The attributes that name the asking device and the chat. */
  private asker(sender: Account, id: string, { account, device }: Reader): Attributes {
    const chat = this.chatOf(sender, id, account);
    const participant = this.participant(chat, account, device);
    if (participant) return { from: chat, participant };
    // The sender's own devices have to name the chat.
    const recipient = account === sender ? chat : undefined;
    return { from: account.jid(addressingOf(chat), device), recipient };
  }

  /** The JID of a group member in the group's addressing; undefined in other chats. */
  private participant(chat: string, account: Account, device = 0): string | undefined {
    if (!isGroupJid(chat)) return undefined;
    return account.jid(this.groups.find(chat)?.addressing ?? 'lid', device);
  }

  /** The address that the sender of a message used for the chat. */
  private chatOf(sender: Account, id: string, other: Account): string {
    return sender.sent.find(id)?.to ?? other.jid(chatAddressing(sender, other));
  }
}
