import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { UnknownContent } from '#libs/events';
import { bytesOf } from './decode.js';

/** Largest content that is shown, in bytes. */
const MOST_BYTES = LIMITS.unknownBytes;
/** How many unknown fields are named. */
const MOST_FIELDS = 10;
/** Fields with higher numbers are unknown: WAProto's `Message` has some 120. */
const HIGHEST = 1023;

const LENGTH_DELIMITED = 2;

/** Describes a content that nothing here can read. `fields` are names of WAProto, or numbers that it does not have. */
export function unknownContent(content: proto.IMessage, fields: string[]): UnknownContent {
  const bytes = bytesOf(content);
  const shown = bytes && bytes.length <= MOST_BYTES ? bytes : undefined;
  return { fields, bytes: shown && Buffer.from(shown).toString('base64') };
}

/** The numbers of the fields of a decoded message that WAProto does not have. */
export function newFields(content: proto.IMessage): string[] {
  const found = new Set<string>();
  for (const number of fieldsIn(bytesOf(content) ?? Buffer.alloc(0))) {
    if (!knownFields().has(number)) found.add(String(number));
    if (found.size === MOST_FIELDS) break;
  }
  return [...found];
}

let known: Set<number> | undefined;

/** The numbers of the fields that WAProto's `Message` has. The generated code does not list them, so each is tried. */
function knownFields(): Set<number> {
  if (known) return known;
  known = new Set();
  for (let number = 1; number <= HIGHEST; number++) {
    // The tag as a varint of two bytes, then the length 0.
    const tag = number * 8 + LENGTH_DELIMITED;
    const decoded = proto.Message.decode(Buffer.of((tag % 128) + 128, tag >> 7, 0));
    if (Object.keys(decoded).length > 0) known.add(number);
  }
  return known;
}

/** How many bytes follow, by the wire type; NaN if WhatsApp does not use it. A number of variable length is read. */
function lengthOf(wireType: number, varint: () => number): number {
  if (wireType === 0) return Number.isNaN(varint()) ? Number.NaN : 0;
  if (wireType === LENGTH_DELIMITED) return varint();
  if (wireType === 1) return 8;
  return wireType === 5 ? 4 : Number.NaN;
}

/** The numbers of the fields in the bytes of a message, up to the first that makes no sense. */
function* fieldsIn(bytes: Uint8Array): Generator<number> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (!(number > 0)) return;
    const length = lengthOf(tag % 8, varint);
    at += length;
    if (!(at <= bytes.length)) return;
    yield number;
  }
}
