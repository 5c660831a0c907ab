import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { readRetryBundle } from '../accounts/key-bundle.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { Group } from '../groups/group.js';
import type { Recipients } from '../chats/recipients.js';
import type { Bundles } from '../routing/bundles.js';
import type { Delivery } from '../routing/delivery.js';
import type { Stats } from '../reports/stats.js';
import {
  chatAddressing,
  chatJid,
  chatKey,
  type Envelope,
  messageStanza,
  type Recipient,
} from '../chats/envelope.js';
import type { Receipts } from '../chats/receipts.js';
import { nowSeconds, phoneMessageId } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { type Attributes, child } from '../wire/stanza.js';
import { DeviceCipher, garbage } from './device-cipher.js';
import { type Draft, type Unavailable, unavailableNode, MASKED } from '../content/drafts.js';
import { GroupFanOut } from './group-fan-out.js';
import { mediaTypeOf } from '../content/media-drafts.js';
import type { PhoneInbox } from './phone-inbox.js';
import type { SentMessage } from '../accounts/sent-log.js';

/** Sends what people write on their phones, encrypted for each companion that should get it. */
export class PhoneSender {
  private readonly cipher: DeviceCipher;
  private readonly groups: GroupFanOut;

  constructor(
    private readonly directory: Directory,
    private readonly recipients: Recipients,
    private readonly bundles: Bundles,
    private readonly delivery: Delivery,
    private readonly receipts: Receipts,
    private readonly inbox: PhoneInbox,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {
    this.cipher = new DeviceCipher(bundles);
    this.groups = new GroupFanOut(directory, this.cipher, delivery, faults);
  }

  /**
   * Sends a draft to the devices of the recipients and to the sender's own companions.
   * @returns the message's id
   */
  send(sender: Account, recipient: Recipient, draft: Draft): Promise<string> {
    return sender.lane.run(async () => {
      const envelope = this.envelope(sender, recipient, chatAddressing(sender, recipient), draft);
      const plaintext = this.record(envelope, draft.message, draft.raw);
      this.inbox.keep(sender, envelope, draft.message, true);
      const attributes = {
        'decrypt-fail': draft.hidden ? 'hide' : undefined,
        mediatype: mediaTypeOf(draft.message),
      };
      if (recipient instanceof Group)
        await this.groups.send(envelope, recipient, plaintext, attributes, draft.unavailable);
      else if (draft.raw) await this.toCompanions(envelope, recipient, plaintext, attributes);
      else await this.fanOut(envelope, recipient, plaintext, attributes, draft.unavailable);
      for (const listener of this.listeners(recipient))
        if (listener !== sender) this.handOver(envelope, listener, draft.message);
      return envelope.id;
    });
  }

  /** Sends a message to one of the phone's own companions only. */
  sendPeer(account: Account, companion: Companion, message: proto.IMessage): Promise<string> {
    return account.lane.run(async () => {
      const envelope = this.envelope(account, account, 'pn', { type: 'text' });
      envelope.category = 'peer';
      await this.toCompanion(envelope, account, companion, this.record(envelope, message));
      return envelope.id;
    });
  }

  /**
   * Sends a message again to a companion that could not read it, with a new session.
   * @param receipt the retry receipt, with or without the companion's keys
   * @returns false if the phone no longer has the message
   */
  resend(
    sender: Account,
    id: string,
    reader: Account,
    device: number,
    receipt: BinaryNode,
  ): Promise<boolean> {
    return sender.lane.run(async () => {
      const sent = sender.sent.find(id);
      const companion = reader.companions.get(device);
      if (!sent?.plaintext || !companion) return false;
      this.stats.retries++;
      const bundle = readRetryBundle(receipt) ?? this.bundles.take(reader, device);
      if (bundle) await sender.primary.meet(reader.jid('lid', device), bundle);
      const count = child(receipt, 'retry')?.attrs.count ?? '1';
      const attributes = { count, mediatype: mediaTypeOf(proto.Message.decode(sent.plaintext)) };
      await this.again(sender, sent, sent.plaintext, reader, companion, attributes);
      return true;
    });
  }

  /** Notes that a companion has a message that is for it alone: the phone no longer keeps it, even if it could not be read. */
  settlePeer(sender: Account, id: string): Promise<void> {
    return sender.lane.run(async () => sender.sent.forgetPeer(id));
  }

  private async again(
    sender: Account,
    sent: SentMessage,
    plaintext: Buffer,
    reader: Account,
    companion: Companion,
    attributes: Attributes,
  ): Promise<void> {
    const recipient = this.recipients.of(sent.recipient);
    const envelope = { ...sent, sender, recipient, addressing: chatAddressing(sender, recipient, sent.to) };
    if (recipient instanceof Group) {
      const enc = await this.groups.again(envelope, recipient, plaintext, reader, companion, attributes);
      this.delivery.toCompanion(reader, companion, messageStanza(envelope, reader, [enc]));
      return;
    }
    const wrapped = reader === sender && sent.category !== 'peer';
    const content = wrapped ? this.asOwn(sent, plaintext) : plaintext;
    await this.toCompanion(envelope, reader, companion, content, attributes);
  }

  private envelope(
    sender: Account,
    recipient: Recipient,
    addressing: Addressing,
    { id = phoneMessageId(), tag, type, edit, polltype, attributes, children }: Omit<Draft, 'message'>,
  ): Envelope {
    const common = { id, tag, type, edit, polltype, attributes, children };
    return { ...common, sender, device: 0, recipient, addressing, timestamp: nowSeconds() };
  }

  /** Stores the message for retries and receipts. */
  private record(envelope: Envelope, message: proto.IMessage, raw?: Buffer): Buffer {
    const { id, sender, recipient, addressing, timestamp, type, edit, category } = envelope;
    const plaintext = raw ?? Buffer.from(proto.Message.encode(message).finish());
    const sent = {
      id,
      to: chatJid(recipient, addressing),
      recipient: chatKey(recipient),
      device: 0,
      timestamp,
      // Nobody gets bytes a second time that may be no message.
      plaintext: raw ? undefined : plaintext,
      type,
      edit,
      category,
    };
    sender.sent.add({ ...sent, receipts: [] });
    return plaintext;
  }

  /** The accounts that get a message; may include the sender. */
  private listeners(recipient: Recipient): Account[] {
    if (!(recipient instanceof Group)) return [recipient];
    return [...recipient.members.keys()].map((phone) => this.directory.ensure(phone));
  }

  private async fanOut(
    envelope: Envelope,
    recipient: Account,
    plaintext: Buffer,
    attributes: Attributes,
    unavailable?: Unavailable,
  ): Promise<void> {
    const { sender } = envelope;
    if (recipient !== sender && !recipient.blocked.has(sender.phone))
      if (unavailable === 'masked')
        await this.toCompanions(
          envelope,
          recipient,
          Buffer.from(proto.Message.encode(MASKED).finish()),
          attributes,
        );
      else if (unavailable) this.withoutContent(envelope, recipient, unavailable);
      else await this.toCompanions(envelope, recipient, plaintext, attributes);
    if (unavailable === 'view_once') {
      this.withoutContent(envelope, sender, unavailable);
      return;
    }
    const own = this.asOwn({ to: recipient.jid(envelope.addressing) }, plaintext);
    for (const companion of sender.companions.values())
      await this.toCompanion(envelope, sender, companion, own, attributes);
  }

  /** What the sender's other devices get: the message, wrapped with the JID of its chat. */
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

  private async toCompanions(
    envelope: Envelope,
    target: Account,
    plaintext: Buffer,
    attributes: Attributes,
  ): Promise<void> {
    for (const companion of target.companions.values())
      await this.toCompanion(envelope, target, companion, plaintext, attributes);
  }

  private async toCompanion(
    envelope: Envelope,
    target: Account,
    companion: Companion,
    plaintext: Buffer,
    attributes: Attributes = {},
  ): Promise<void> {
    const enc = this.faults.take('undecryptable', { phone: target.phone })
      ? garbage('msg', attributes)
      : await this.cipher.seal(envelope.sender, target, companion, plaintext, attributes);
    this.delivery.toCompanion(target, companion, messageStanza(envelope, target, [enc]));
  }

  /** Sends a placeholder to the companions of an account. */
  private withoutContent(envelope: Envelope, target: Account, unavailable: Unavailable): void {
    this.delivery.toAll(target, messageStanza(envelope, target, [unavailableNode(unavailable)]));
  }

  /** Delivers a message to another phone directly, because the emulator plays both. */
  private handOver(envelope: Envelope, listener: Account, message: proto.IMessage): void {
    const { sender, id, recipient } = envelope;
    if (listener === recipient && listener.blocked.has(sender.phone)) return;
    this.inbox.keep(listener, envelope, message);
    if (listener.autoReceipt) this.receipts.confirm(sender, id, { account: listener, device: 0 }, undefined);
  }
}
