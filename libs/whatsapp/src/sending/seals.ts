import { jidNormalizedUser, type proto } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { type Sealed, seal, type SealedUse } from '../codec/secrets.js';
import { unwrap } from '../codec/wrapping.js';
import type { InstanceContext } from '../context/instance-context.js';
import { notConnected, WhatsAppFault } from '../faults.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { isGroup, lidJid, lidOf, phoneJid } from '../wire/jids.js';

/** Encrypts what the account says about a message with the secret of that message. */
export class Seals {
  constructor(
    private readonly context: InstanceContext,
    private readonly groups: KnownGroups,
  ) {}

  /**
   * The secret of a message.
   * @throws WhatsAppFault CONFLICT if the message was received without one: nothing can be said about it then
   */
  secretOf(content: proto.IMessage): Uint8Array {
    const { secret } = unwrap(content);
    if (secret) return secret;
    throw new WhatsAppFault('CONFLICT', 'the message came without the secret that this needs');
  }

  /**
   * Encrypts a vote in a poll, or an answer to an event. Both people are named as the chat names its members: by LID if
   * the author of the message is (whatsmeow `EncryptPollVote` and its forks).
   */
  answer(row: MessageRow, secret: Uint8Array, use: SealedUse, plaintext: Uint8Array): Sealed {
    const actor = this.nameIn(row);
    return seal(plaintext, { secret, id: row.id, use }, { author: this.authorOf(row, actor), actor });
  }

  /**
   * Encrypts the change of an own event. The account is its author as the chat names it, and changes it under its phone
   * number (WAHA's gows `BuildEventUpdate`; the test `EventEditUsesPhoneIdentityForHKDF` of a fork of whatsmeow).
   */
  eventEdit(row: MessageRow, secret: Uint8Array, plaintext: Uint8Array): Sealed {
    const people = { author: this.nameIn(row), actor: phoneJid(this.self.phone) };
    return seal(plaintext, { secret, id: row.id, use: 'Event Edit' }, people);
  }

  private authorOf({ from_me, participant, remote_jid }: MessageRow, own: string): string {
    if (from_me === 1) return own;
    return isGroup(remote_jid) ? jidNormalizedUser(participant) : remote_jid;
  }

  /** The account's own JID in the form in which the chat of a message names people. */
  private nameIn({ from_me, participant, remote_jid }: MessageRow): string {
    const { phone, lid } = this.self;
    const byLid = !isGroup(remote_jid)
      ? lidOf(remote_jid) !== undefined
      : from_me === 1
        ? this.groups.find(remote_jid)?.addressing === 'lid'
        : lidOf(participant) !== undefined;
    return byLid && lid !== undefined ? lidJid(lid) : phoneJid(phone);
  }

  private get self() {
    const { self, status } = this.context.uplink;
    if (!self) throw notConnected(status);
    return self;
  }
}
