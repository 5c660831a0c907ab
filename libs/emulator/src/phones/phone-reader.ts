import { type BinaryNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Faults } from '../faults/faults.js';
import { Group } from '../groups/group.js';
import type { Stats } from '../reports/stats.js';
import type { Envelope } from '../chats/envelope.js';
import type { Receipts } from '../chats/receipts.js';
import { bytes } from '../wire/stanza.js';
import type { PhoneInbox } from './phone-inbox.js';
import { retryRequest } from './retry-request.js';

const MOST_RETRIES = 5;

/** Handles requests from a companion to its own phone. */
export interface PeerRequests {
  /** @param envelope of the request */
  handle(account: Account, envelope: Envelope, message: proto.IMessage, node: BinaryNode): Promise<void>;
}

/** Whether a message has any content besides its context. */
function saysSomething(message: proto.IMessage): boolean {
  return Object.entries(message).some(
    ([name, value]) => name !== 'messageContextInfo' && value !== null && value !== undefined,
  );
}

/** Reads messages for device 0: decrypts them, and confirms delivery or asks for a retry. */
export class PhoneReader {
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly receipts: Receipts,
    private readonly inbox: PhoneInbox,
    private readonly peers: PeerRequests,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  /** @param encs the `<enc>`s for this phone; in groups, the sender key comes before the message */
  async receive(account: Account, envelope: Envelope, encs: BinaryNode[]): Promise<void> {
    const message = await account.lane.run(async () => {
      try {
        if (this.faults.take('unreadable', { phone: account.phone }))
          throw new Error('made unreadable by a fault');
        return await this.openAll(account, envelope, encs);
      } catch (error) {
        this.askAgain(account, envelope, error);
        return undefined;
      }
    });
    if (message) await this.read(account, envelope, message, encs);
  }

  /** @returns the message, undefined if there was only a sender key */
  private async openAll(
    account: Account,
    envelope: Envelope,
    encs: BinaryNode[],
  ): Promise<proto.IMessage | undefined> {
    const { sender, device } = envelope;
    let content: proto.IMessage | undefined;
    for (const enc of encs) {
      const whole = await this.open(account, envelope, enc);
      // Messages from an account's own devices are wrapped; so are Baileys' requests to the phone.
      const sent = sender === account ? whole.deviceSentMessage?.message : undefined;
      const { senderKeyDistributionMessage: key, ...message } = sent ?? whole;
      if (key) await account.primary.learnSenderKey(sender.jid('lid', device), key);
      if (saysSomething(message)) content = message;
    }
    return content;
  }

  private async open(account: Account, envelope: Envelope, enc: BinaryNode): Promise<proto.Message> {
    const author = envelope.sender.jid('lid', envelope.device);
    const { type } = enc.attrs;
    const ciphertext = bytes(enc);
    if (!ciphertext) throw new Error(`<enc type="${type}"> is empty`);
    return proto.Message.decode(
      unpadRandomMax16(await this.decrypt(account, envelope, author, type, ciphertext)),
    );
  }

  private async decrypt(
    account: Account,
    { recipient }: Envelope,
    author: string,
    type: string | undefined,
    ciphertext: Buffer,
  ): Promise<Uint8Array> {
    if (type === 'pkmsg' || type === 'msg') return account.primary.decrypt(author, type, ciphertext);
    if (type === 'skmsg' && recipient instanceof Group)
      return account.primary.decryptFromGroup(recipient.jid, author, ciphertext);
    throw new Error(`<enc type="${type}"> is not supported here`);
  }

  private async read(
    account: Account,
    envelope: Envelope,
    message: proto.IMessage,
    [enc]: BinaryNode[],
  ): Promise<void> {
    this.asked.delete(this.attempt(account, envelope));
    if (envelope.category === 'peer') {
      if (enc) await this.peers.handle(account, envelope, message, enc);
      return;
    }
    this.inbox.keep(account, envelope, message);
    if (envelope.sender !== account && account.autoReceipt)
      this.receipts.confirm(envelope.sender, envelope.id, { account, device: 0 }, undefined);
  }

  private askAgain(account: Account, envelope: Envelope, error: unknown): void {
    const { sender, device, id, timestamp } = envelope;
    const key = this.attempt(account, envelope);
    const count = (this.asked.get(key) ?? 0) + 1;
    const reason = error instanceof Error ? error.message : String(error);
    account.chats.record('unreadable', { messageId: id, from: sender.pnJid, count, reason });
    if (count > MOST_RETRIES) return;
    this.asked.set(key, count);
    this.stats.retries++;
    const request = retryRequest(account, { id, timestamp }, count);
    this.receipts.askAgain(sender, device, id, { account, device: 0 }, request);
  }

  private attempt(account: Account, { sender, id }: Envelope): string {
    return `${account.phone} ${sender.phone} ${id}`;
  }
}
