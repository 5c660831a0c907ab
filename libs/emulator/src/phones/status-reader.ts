import { type BinaryNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Receipts } from '../chats/receipts.js';
import type { Faults } from '../faults/faults.js';
import { STATUS_JID } from '../wire/jid.js';
import { bytes } from '../wire/stanza.js';
import { retryRequest } from './retry-request.js';
import type { StatusFeed, StatusNews } from './status-feed.js';

const MOST_RETRIES = 5;

/** Reads status posts of companions on phones: decrypts them, and confirms delivery or asks for another copy. */
export class StatusReader {
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly receipts: Receipts,
    private readonly feed: StatusFeed,
    private readonly faults: Faults,
  ) {}

  /** @param encs the `<enc>`s for this phone, the sender key before the post */
  async receive(account: Account, news: StatusNews, encs: BinaryNode[]): Promise<void> {
    const message = await account.lane.run(async () => {
      try {
        if (this.faults.take('unreadable', { phone: account.phone }))
          throw new Error('made unreadable by a fault');
        return await this.open(account, news, encs);
      } catch (error) {
        this.askAgain(account, news, error);
        return undefined;
      }
    });
    if (!message) return;
    this.feed.take(account, news, message);
    if (news.sender !== account && account.autoReceipt)
      this.receipts.confirm(news.sender, news.id, { account, device: 0 }, undefined);
  }

  private async open(
    account: Account,
    { sender, device }: StatusNews,
    encs: BinaryNode[],
  ): Promise<proto.IMessage | undefined> {
    const author = sender.jid('lid', device);
    let content: proto.IMessage | undefined;
    for (const enc of encs) {
      const { type } = enc.attrs;
      const ciphertext = bytes(enc) ?? Buffer.alloc(0);
      const padded =
        type === 'skmsg'
          ? account.primary.decryptFromGroup(STATUS_JID, author, ciphertext)
          : await account.primary.decrypt(author, type === 'pkmsg' ? type : 'msg', ciphertext);
      const whole = proto.Message.decode(unpadRandomMax16(padded));
      const own = sender === account ? whole.deviceSentMessage?.message : undefined;
      const { senderKeyDistributionMessage: key, messageContextInfo: _frame, ...message } = own ?? whole;
      if (key) await account.primary.learnSenderKey(author, key);
      if (Object.values(message).some((part) => part !== null && part !== undefined)) content = message;
    }
    return content;
  }

  private askAgain(account: Account, { sender, device, id, timestamp }: StatusNews, error: unknown): void {
    const key = `${account.phone} ${sender.phone} ${id}`;
    const count = (this.asked.get(key) ?? 0) + 1;
    const reason = error instanceof Error ? error.message : String(error);
    account.chats.record('unreadable', { messageId: id, from: sender.pnJid, count, reason });
    if (count > MOST_RETRIES) return;
    this.asked.set(key, count);
    const request = retryRequest(account, { id, timestamp }, count);
    this.receipts.askAgain(sender, device, id, { account, device: 0 }, request);
  }
}
