import { type BinaryNode, Curve, proto } from '@whiskeysockets/baileys';
import { nowSeconds } from '../wire/ids.js';
import type { Addressing } from '../wire/jid.js';
import { participantHash } from '../wire/participant-hash.js';
import { stanza } from '../wire/stanza.js';
import type { Account } from './account.js';

/** What the phone's identity key signs in front of a list of key indexes. */
const LIST_PREFIX = Buffer.from([6, 2]);

interface Signed {
  /** Identity key and indexes that were signed. */
  about: string;
  /** Seconds. */
  timestamp: number;
  list: Uint8Array;
}

const signed = new WeakMap<Account, Signed>();

function sign(account: Account, validIndexes: number[]): Signed {
  const { public: key, private: secret } = account.primary.identity;
  const about = `${Buffer.from(key).toString('base64')} ${validIndexes.join()}`;
  const known = signed.get(account);
  if (known?.about === about) return known;
  const timestamp = nowSeconds();
  const currentIndex = Math.max(...validIndexes);
  const { E2EE } = proto.ADVEncryptionType;
  const list = { rawId: Number(account.lid) % 0x7fffffff, timestamp, currentIndex, validIndexes };
  const details = proto.ADVKeyIndexList.encode({ ...list, accountType: E2EE }).finish();
  const accountSignature = Curve.sign(secret, Buffer.concat([LIST_PREFIX, details]));
  const whole = { details, accountSignature, accountSignatureKey: key };
  const made = { about, timestamp, list: proto.ADVSignedKeyIndexList.encode(whole).finish() };
  signed.set(account, made);
  return made;
}

/**
 * `<key-index-list>`: which of the account's devices are valid, signed by its phone. Without companions there is
 * nothing to sign. A device that is listed elsewhere and missing here is gone.
 */
export function keyIndexList(account: Account): BinaryNode {
  const indexes = account.furtherDevices;
  if (indexes.length === 0) return stanza('key-index-list', { ts: nowSeconds() });
  const { timestamp, list } = sign(account, [0, ...indexes]);
  return stanza('key-index-list', { ts: timestamp }, list);
}

/** The hash of all devices of an account. */
export function deviceHash(account: Account, addressing: Addressing): string {
  return participantHash([0, ...account.furtherDevices].map((number) => account.jid(addressing, number)));
}

/** `<device>` of a companion, with both its addresses. */
export function deviceNode(account: Account, number: number): BinaryNode {
  const key = number === 0 ? undefined : number;
  return stanza('device', {
    jid: account.jid('pn', number),
    lid: account.jid('lid', number),
    'key-index': key,
  });
}
