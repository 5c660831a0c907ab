import { randomBytes } from 'node:crypto';
import { type BinaryNode, proto, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { readRetryBundle } from '../accounts/key-bundle.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import type { Bundles } from '../server/bundles.js';
import type { Delivery } from '../server/delivery.js';
import type { Stats } from '../server/stats.js';
import { chatAddressing, type Envelope, messageStanza } from '../stanzas/envelope.js';
import type { Receipts } from '../stanzas/receipts.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { child, stanza } from '../wire/stanza.js';
import type { Draft } from './drafts.js';
import { mediaTypeOf } from './media-drafts.js';
import type { PhoneInbox } from './phone-inbox.js';
import type { SentMessage } from './sent-log.js';

/** A ciphertext that no session can have made. */
function garbage(): { type: string; body: Uint8Array } {
  return { type: 'msg', body: Buffer.concat([Buffer.from([0x33]), randomBytes(96)]) };
}

/** Sends what people write on their phones, encrypted for every companion that should get it. */
export class PhoneSender {
  constructor(
    private readonly directory: Directory,
    private readonly bundles: Bundles,
    private readonly delivery: Delivery,
    private readonly receipts: Receipts,
    private readonly inbox: PhoneInbox,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  /**
   * Sends a draft to the recipient's devices and to the sender's own companions.
   * @returns the message's id
   */
  send(sender: Account, recipient: Account, draft: Draft): Promise<string> {
    return sender.sequence.run(async () => {
      const envelope = this.envelope(sender, recipient, chatAddressing(sender, recipient), draft);
      const plaintext = this.record(envelope, draft.message);
      this.inbox.keep(sender, envelope, draft.message, true);
      await this.fanOut(
        envelope,
        plaintext,
        {
          'decrypt-fail': draft.hidden ? 'hide' : undefined,
          mediatype: mediaTypeOf(draft.message),
        },
        draft.onlyPhone,
      );
      if (recipient !== sender) this.handOver(envelope, draft.message);
      return envelope.id;
    });
  }

  /** Sends something to one of the phone's own companions only. */
  sendPeer(account: Account, companion: Companion, message: proto.IMessage): Promise<string> {
    return account.sequence.run(async () => {
      const envelope = this.envelope(account, account, 'pn', { type: 'text' });
      envelope.category = 'peer';
      await this.toCompanion(envelope, account, companion, this.record(envelope, message));
      return envelope.id;
    });
  }

  /**
   * A companion could not read a message of this phone: opens a new session and sends it once more.
   * @param receipt the retry receipt, with the companion's keys or without
   * @returns false when the phone no longer has the message
   */
  resend(
    sender: Account,
    id: string,
    reader: Account,
    device: number,
    receipt: BinaryNode,
  ): Promise<boolean> {
    return sender.sequence.run(async () => {
      const sent = sender.sent.find(id);
      const companion = reader.companions.get(device);
      if (!sent?.plaintext || !companion) return false;
      this.stats.retries++;
      const bundle = readRetryBundle(receipt) ?? this.bundles.take(reader, device);
      if (bundle) await sender.primary.meet(reader.jid('lid', device), bundle);
      const wrapped = reader === sender && sent.category !== 'peer';
      const plaintext = wrapped ? this.asOwn(sent, sent.plaintext) : sent.plaintext;
      const count = child(receipt, 'retry')?.attrs.count ?? '1';
      const mediatype = mediaTypeOf(proto.Message.decode(sent.plaintext));
      await this.toCompanion(this.again(sender, sent), reader, companion, plaintext, { count, mediatype });
      return true;
    });
  }

  private envelope(
    sender: Account,
    recipient: Account,
    addressing: Addressing,
    { id = phoneMessageId(), type, edit, polltype }: Omit<Draft, 'message'>,
  ): Envelope {
    const timestamp = nowSeconds();
    return { id, sender, device: 0, recipient, addressing, timestamp, type, edit, polltype };
  }

  /** Keeps what retries and receipts will ask for. */
  private record(envelope: Envelope, message: proto.IMessage): Buffer {
    const { id, sender, recipient, addressing, timestamp, type, edit, category } = envelope;
    const plaintext = Buffer.from(proto.Message.encode(message).finish());
    const to = recipient.jid(addressing);
    const sent = {
      id,
      to,
      recipient: recipient.phone,
      device: 0,
      timestamp,
      plaintext,
      type,
      edit,
      category,
    };
    sender.sent.add({ ...sent, receipts: [] });
    return plaintext;
  }

  private again(sender: Account, sent: SentMessage): Envelope {
    const recipient = this.directory.ensure(sent.recipient);
    return {
      id: sent.id,
      sender,
      device: 0,
      recipient,
      addressing: chatAddressing(sender, recipient, sent.to),
      timestamp: sent.timestamp,
      type: sent.type,
      edit: sent.edit,
      category: sent.category,
    };
  }

  private async fanOut(
    envelope: Envelope,
    plaintext: Buffer,
    attributes: Record<string, string | undefined>,
    onlyPhone = false,
  ): Promise<void> {
    const { sender, recipient } = envelope;
    if (recipient !== sender)
      for (const companion of recipient.companions.values())
        if (onlyPhone) this.withoutContent(envelope, companion);
        else await this.toCompanion(envelope, recipient, companion, plaintext, attributes);
    const own = this.asOwn({ to: recipient.jid(envelope.addressing) }, plaintext);
    for (const companion of sender.companions.values())
      await this.toCompanion(envelope, sender, companion, own, attributes);
  }

  /** What the sender's other devices get instead: the message and the chat that it went to. */
  private asOwn(sent: { to: string }, plaintext: Buffer): Buffer {
    const message = proto.Message.decode(plaintext);
    const { messageContextInfo } = message;
    return Buffer.from(
      proto.Message.encode({
        deviceSentMessage: { destinationJid: sent.to, message },
        messageContextInfo,
      }).finish(),
    );
  }

  private async toCompanion(
    envelope: Envelope,
    target: Account,
    companion: Companion,
    plaintext: Buffer,
    attributes: Record<string, string | undefined> = {},
  ): Promise<void> {
    const { type, body } = await this.encrypt(envelope.sender, target, companion, plaintext);
    const enc = stanza('enc', { v: 2, type, ...attributes }, body);
    this.delivery.toCompanion(target, companion, messageStanza(envelope, target, [enc]));
  }

  /** A companion that cannot have the content is told that there is a message, and asks its phone. */
  private withoutContent(envelope: Envelope, companion: Companion): void {
    const node = messageStanza(envelope, envelope.recipient, [stanza('unavailable')]);
    this.delivery.toCompanion(envelope.recipient, companion, node);
  }

  private async encrypt(sender: Account, target: Account, companion: Companion, plaintext: Buffer) {
    if (this.faults.take('undecryptable', { phone: target.phone })) return garbage();
    const peer = target.jid('lid', companion.number);
    if (!(await sender.primary.knows(peer))) {
      const bundle = this.bundles.take(target, companion.number);
      if (bundle) await sender.primary.meet(peer, bundle);
    }
    return sender.primary.encrypt(peer, writeRandomPadMax16(plaintext));
  }

  /** From phone to phone there is no wire: both are held here. */
  private handOver(envelope: Envelope, message: proto.IMessage): void {
    const { recipient, sender, id } = envelope;
    this.inbox.keep(recipient, envelope, message);
    if (recipient.autoReceipt)
      this.receipts.confirm(sender, id, { account: recipient, device: 0 }, undefined);
  }
}
