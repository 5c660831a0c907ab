import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';

const KEPT = 20_000;

/** A receipt for a message. */
export interface Receipt {
  /** Phone JID of the account that sent it. */
  from: string;
  /** The device that sent it; 0 is the phone. */
  device: number;
  /** `delivered`, or the receipt type of the protocol: read, played, inactive. */
  type: string;
  /** Milliseconds. */
  at: number;
}

/** A message that any device of this account sent, kept for receipts and retries. */
export interface SentMessage {
  id: string;
  /** The chat as the sender addressed it, without a device. Receipts come from this address. */
  to: string;
  /** Phone of the recipient, or the group's JID. */
  recipient: string;
  device: number;
  /** Seconds. */
  timestamp: number;
  /** The encoded message, if the phone sent it; answers retry requests. */
  plaintext?: Buffer;
  /** The stanza's `type`; like `edit` and `category`, a resend repeats it. */
  type: string;
  edit?: string;
  category?: string;
  receipts: Receipt[];
}

/** The messages that an account has sent, newest last, up to a limit. */
export class SentLog {
  private readonly entries = new Map<string, SentMessage>();
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.prefix = `sent/${phone}/`;
    for (const [name, value] of stateFile.entries(this.prefix)) {
      const fields = Fields.of(value, name);
      this.entries.set(fields.text('id'), {
        id: fields.text('id'),
        to: fields.text('to'),
        recipient: fields.text('recipient'),
        device: fields.integer('device'),
        timestamp: fields.integer('timestamp'),
        plaintext: fields.optionalBytes('plaintext'),
        type: fields.text('type'),
        edit: fields.optionalText('edit'),
        category: fields.optionalText('category'),
        receipts: fields.records('receipts').map((receipt) => ({
          from: receipt.text('from'),
          device: receipt.integer('device'),
          type: receipt.text('type'),
          at: receipt.integer('at'),
        })),
      });
    }
  }

  find(id: string): SentMessage | undefined {
    return this.entries.get(id);
  }

  add(message: SentMessage): void {
    this.entries.set(message.id, message);
    this.save(message);
    if (this.entries.size <= KEPT) return;
    const [oldest] = this.entries.keys();
    if (oldest === undefined) return;
    this.entries.delete(oldest);
    this.stateFile.delete(this.prefix + oldest);
  }

  /** Drops the content of a message that the phone sent to one of its companions. */
  forgetPeer(id: string): void {
    const message = this.entries.get(id);
    if (message?.category !== 'peer') return;
    message.plaintext = undefined;
    this.save(message);
  }

  confirm(message: SentMessage, receipt: Receipt): void {
    message.receipts.push(receipt);
    this.save(message);
  }

  private save(message: SentMessage): void {
    this.stateFile.put(this.prefix + message.id, (): Json => ({
      ...message,
      plaintext: message.plaintext?.toString('base64'),
      receipts: message.receipts.map((receipt) => ({ ...receipt })),
    }));
  }
}
