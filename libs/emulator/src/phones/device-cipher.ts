import { randomBytes } from 'node:crypto';
import { type BinaryNode, writeRandomPadMax16 } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Bundles } from '../routing/bundles.js';
import { type Attributes, stanza } from '../wire/stanza.js';

/** An `<enc>` that nobody can decrypt. */
export function garbage(type: 'msg' | 'skmsg', attributes: Attributes = {}): BinaryNode {
  const body = Buffer.concat([Buffer.from([0x33]), randomBytes(96)]);
  return stanza('enc', { v: 2, ...attributes, type }, body);
}

/** Encrypts a phone's messages for one device; opens a session if there is none. */
export class DeviceCipher {
  constructor(private readonly bundles: Bundles) {}

  /** @returns `<enc>` */
  async seal(
    sender: Account,
    target: Account,
    companion: Companion,
    plaintext: Uint8Array,
    attributes: Attributes = {},
  ): Promise<BinaryNode> {
    const peer = target.jid('lid', companion.number);
    if (!(await sender.primary.knows(peer))) {
      const bundle = this.bundles.take(target, companion.number);
      if (bundle) await sender.primary.meet(peer, bundle);
    }
    const { type, body } = await sender.primary.encrypt(peer, writeRandomPadMax16(plaintext));
    return stanza('enc', { v: 2, type, ...attributes }, body);
  }
}
