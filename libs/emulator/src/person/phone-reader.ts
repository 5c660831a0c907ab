import { type BinaryNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { retryKeyNodes } from '../accounts/key-bundle.js';
import type { Faults } from '../faults/faults.js';
import type { Stats } from '../server/stats.js';
import type { Envelope } from '../stanzas/envelope.js';
import type { Receipts } from '../stanzas/receipts.js';
import { bigEndian, bytes, stanza } from '../wire/stanza.js';
import type { PhoneInbox } from './phone-inbox.js';

const MOST_RETRIES = 5;

/** Takes requests that a companion makes of its own phone. */
export interface PeerRequests {
  /** @param envelope the request's own */
  handle(account: Account, envelope: Envelope, message: proto.IMessage, node: BinaryNode): Promise<void>;
}

/** Reads what arrives for device 0: decrypts, confirms delivery, or asks for it again. */
export class PhoneReader {
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly receipts: Receipts,
    private readonly inbox: PhoneInbox,
    private readonly peers: PeerRequests,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  /** @param enc the `<enc>` that was meant for this phone */
  async receive(account: Account, envelope: Envelope, enc: BinaryNode): Promise<void> {
    const message = await account.sequence.run(async () => {
      try {
        return await this.open(account, envelope, enc);
      } catch (error) {
        this.askAgain(account, envelope, error);
        return undefined;
      }
    });
    if (message) await this.read(account, envelope, message, enc);
  }

  private async open(account: Account, envelope: Envelope, enc: BinaryNode): Promise<proto.Message> {
    const { sender, device } = envelope;
    const type = enc.attrs.type;
    const ciphertext = bytes(enc);
    if (!ciphertext || (type !== 'pkmsg' && type !== 'msg')) throw new Error(`cannot read ${type}`);
    if (this.faults.take('unreadable', { phone: account.phone }))
      throw new Error('made unreadable by a fault');
    const padded = await account.primary.decrypt(sender.jid('lid', device), type, ciphertext);
    return proto.Message.decode(unpadRandomMax16(padded));
  }

  private async read(
    account: Account,
    envelope: Envelope,
    message: proto.Message,
    enc: BinaryNode,
  ): Promise<void> {
    this.asked.delete(this.attempt(account, envelope));
    const own = envelope.sender === account;
    // What one's own devices send is wrapped, requests to the phone by Baileys included.
    const content = own ? (message.deviceSentMessage?.message ?? message) : message;
    if (envelope.category === 'peer') {
      await this.peers.handle(account, envelope, content, enc);
      return;
    }
    this.inbox.keep(account, envelope, content);
    if (!own && account.autoReceipt)
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
    const bundle = account.primary.bundle();
    this.receipts.askAgain(sender, device, id, { account, device: 0 }, [
      stanza('retry', { count, id, t: timestamp, v: 1, error: 0 }),
      stanza('registration', {}, bigEndian(bundle.registrationId, 4)),
      stanza('keys', {}, retryKeyNodes(bundle)),
    ]);
  }

  private attempt(account: Account, { sender, id }: Envelope): string {
    return `${account.phone} ${sender.phone} ${id}`;
  }
}
