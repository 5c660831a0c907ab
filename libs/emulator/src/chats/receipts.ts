import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { type Groups, isGroupJid } from '../groups/groups.js';
import type { Delivery } from '../routing/delivery.js';
import type { ServerSettings } from '../state/server-settings.js';
import { nowSeconds } from '../wire/ids.js';
import { addressingOf, STATUS_JID } from '../wire/jid.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { chatAddressing } from './envelope.js';

/** The device that a receipt comes from. */
export interface Reader {
  account: Account;
  device: number;
}

/** The receipt of one member of a group. */
interface MemberReceipt {
  jid: string;
  type: string | undefined;
  /** Seconds. */
  t: number;
}

/** How long receipts of a group are gathered. */
const GATHERING_MS = 100;

/** The receipts of one type (whatsapp-rust `receipt.rs`). */
function receiptByType(from: string, id: string, all: MemberReceipt[]): BinaryNode {
  const users = all.map(({ jid, t }) => stanza('user', { jid, t }));
  const attributes = { id, from, type: all[0]?.type, t: nowSeconds() };
  return stanza('receipt', attributes, [stanza('participants', { key: id }, users)]);
}

/** The receipts of all types. */
function receiptByMessage(from: string, id: string, all: MemberReceipt[]): BinaryNode {
  const users = all.map(({ jid, t, type = 'delivery' }) => stanza('user', { jid, t, type }));
  return stanza('receipt', { id, from, t: nowSeconds() }, [
    stanza('participants', { message_id: id }, users),
  ]);
}

/** Delivers receipts to the sender of a message. */
export class Receipts {
  private readonly gathered = new Map<string, MemberReceipt[]>();

  constructor(
    private readonly groups: Groups,
    private readonly delivery: Delivery,
    private readonly behaviour: ServerSettings,
  ) {}

  /**
   * Tells the sender's devices that a message was delivered or read. The receipt comes from the address that the
   * sender used for the chat, which may differ from the reader's. In a group it names the reader.
   * @param type receipt type of the protocol; undefined for a delivery
   */
  confirm(sender: Account, id: string, reader: Reader, type: string | undefined): void {
    this.confirmAll(sender, [id], reader, type);
  }

  /** As `confirm`, for several messages of one chat: the others are listed in the receipt of the first. */
  confirmAll(sender: Account, ids: string[], reader: Reader, type: string | undefined): void {
    for (const id of ids) this.note(sender, id, reader, type);
    const [id = '', ...others] = ids;
    const chat = this.chatOf(sender, id, reader.account);
    const participant = this.participant(chat, reader.account);
    const { groupReceipts } = this.behaviour.current;
    if (participant !== undefined && groupReceipts !== 'single')
      for (const each of ids) this.gather(sender, chat, each, { jid: participant, type, t: nowSeconds() });
    else {
      const items = others.map((other) => stanza('item', { id: other }));
      const list = stanza('list', {}, items);
      const attributes = { id, from: chat, participant, type, t: nowSeconds() };
      this.delivery.toAll(sender, stanza('receipt', attributes, items.length > 0 ? [list] : undefined));
    }
  }

  private note(sender: Account, id: string, { account, device }: Reader, type = 'delivered'): void {
    const sent = sender.sent.find(id);
    const receipt = { from: account.pnJid, device, type };
    if (sent) sender.sent.confirm(sent, { ...receipt, at: Date.now() });
    sender.chats.record('receipt', { messageId: id, ...receipt });
  }

  /** Waits a moment for the receipts of other members, and tells of all in one. */
  private gather(sender: Account, chat: string, id: string, receipt: MemberReceipt): void {
    const byType = this.behaviour.current.groupReceipts === 'by-type';
    const key = `${sender.phone} ${chat} ${id} ${byType ? (receipt.type ?? '') : ''}`;
    const waiting = this.gathered.get(key);
    if (waiting) {
      waiting.push(receipt);
      return;
    }
    const all = [receipt];
    this.gathered.set(key, all);
    setTimeout(() => {
      this.gathered.delete(key);
      this.delivery.toAll(sender, byType ? receiptByType(chat, id, all) : receiptByMessage(chat, id, all));
    }, GATHERING_MS);
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

  /** The JID of a group member in the group's addressing, or of somebody who gets a status post; undefined in other chats. */
  private participant(chat: string, account: Account, device = 0): string | undefined {
    // Status posts name their authors and viewers by LID.
    if (chat === STATUS_JID) return account.jid('lid', device);
    if (!isGroupJid(chat)) return undefined;
    return account.jid(this.groups.find(chat)?.addressing ?? 'lid', device);
  }

  /** The address that the sender of a message used for the chat. */
  private chatOf(sender: Account, id: string, other: Account): string {
    return sender.sent.find(id)?.to ?? other.jid(chatAddressing(sender, other));
  }
}
