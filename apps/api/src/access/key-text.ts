import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
/** 62^43 is more than 2^256. */
const SECRET_LENGTH = 43;
/** 62^6 is more than 2^32. */
const CHECKSUM_LENGTH = 6;

const KEY = /^miaw_([0-9A-Za-z]+)_[0-9A-Za-z]+$/;
const KEY_LENGTH = 'miaw__'.length + ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH;

/** A new public id of a key: 8 characters of base62. */
export function newKeyId(): string {
  return randomBase62(ID_LENGTH);
}

/**
 * A new key: `miaw_`, its public id, `_`, a secret of 256 random bits and a checksum, both in base62. The checksum lets
 * scanners for leaked secrets, and this server, know a key from a text that only looks like one.
 */
export function newKey(id: string): string {
  const body = `miaw_${id}_${randomBase62(SECRET_LENGTH)}`;
  return `${body}${checksum(body)}`;
}

/** The public id in a key; undefined if the text is no such key, or mistyped. */
export function keyIdIn(text: string): string | undefined {
  if (text.length !== KEY_LENGTH) return undefined;
  const [, id] = KEY.exec(text) ?? [];
  const end = KEY_LENGTH - CHECKSUM_LENGTH;
  const isKey = id?.length === ID_LENGTH && checksum(text.slice(0, end)) === text.slice(end);
  return isKey ? id : undefined;
}

/** SHA-256 of a key or another random secret, in hex. A slow hash is not needed: the secret is random. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Whether two digests, or names made of digests, are equal. Of one length, their comparison takes the same time whatever they are. */
export function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function randomBase62(length: number): string {
  return Array.from({ length }, () => DIGITS[randomInt(DIGITS.length)]).join('');
}

/** CRC32 of a text as base62, with leading zeros. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let n = 0; n < CHECKSUM_LENGTH; n += 1) {
    digits = `${DIGITS[rest % DIGITS.length]}${digits}`;
    rest = Math.floor(rest / DIGITS.length);
  }
  return digits;
}
