import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { type Groups, isGroupJid } from '../groups/groups.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds } from '../wire/ids.js';
import { addressingOf } from '../wire/jid.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { chatAddressing } from './envelope.js';

/** The device that answers for a message. */
export interface Reader {
  account: Account;
  device: number;
}

/** Brings receipts back to those who sent a message. */
export class Receipts {
  constructor(
    private readonly groups: Groups,
    private readonly delivery: Delivery,
  ) {}

  /**
   * Tells the sender's devices that a message was delivered or read. It comes from the address under which the
   * sender knows the chat, which need not be the one that the reader uses; in a group it says who it was.
   * @param type undefined for a plain delivery, otherwise the protocol's word
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
   * @param author who wrote it, as the reader names them; for groups
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
   * @param content `<retry>`, `<registration>` and, from the second time on, `<keys>`
   */
  askAgain(sender: Account, device: number, id: string, reader: Reader, content: BinaryNode[]): void {
    const companion = sender.companions.get(device);
    if (!companion) return;
    const attributes = { id, ...this.asker(sender, id, reader), type: 'retry', t: nowSeconds() };
    this.delivery.toCompanion(sender, companion, stanza('receipt', attributes, content));
  }

  /** Who asks again, and in which chat. */
  private asker(sender: Account, id: string, { account, device }: Reader): Attributes {
    const chat = this.chatOf(sender, id, account);
    const participant = this.participant(chat, account, device);
    if (participant) return { from: chat, participant };
    // A sender's own device has to say which chat it means.
    const recipient = account === sender ? chat : undefined;
    return { from: account.jid(addressingOf(chat), device), recipient };
  }

  /** How a group names one of its own; undefined in chats of two. */
  private participant(chat: string, account: Account, device = 0): string | undefined {
    if (!isGroupJid(chat)) return undefined;
    return account.jid(this.groups.find(chat)?.addressing ?? 'lid', device);
  }

  /** The address under which an account wrote to the chat of a message. */
  private chatOf(sender: Account, id: string, other: Account): string {
    return sender.sent.find(id)?.to ?? other.jid(chatAddressing(sender, other));
  }
}
