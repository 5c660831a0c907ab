import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';

/** Deepest nesting of messages in messages. Phones nest a few, and every stack can hold this many. */
const MOST_LEVELS = LIMITS.messageLevels;
/** Most messages in a message. Each costs far more to decode than its two bytes. */
const MOST_PARTS = LIMITS.messageParts;
/** Most messages in anything else. Two bytes of a history become a conversation that is empty. */
const MOST_PARTS_IN_ALL = LIMITS.historyParts;

/**
 * Most numbers that are read for a message, and for anything else: tags, lengths, and values. A list takes a byte for each of its
 * numbers, and two for each of its empty texts, which take many times as much memory.
 */
const MOST_VALUES = LIMITS.messageValues;
const MOST_VALUES_IN_ALL = LIMITS.historyValues;

/** How readers read numbers. All else that they read begins with one. */
const READS = [
  'uint32',
  'fixed32',
  'sfixed32',
  'float',
  'double',
  'int64',
  'uint64',
  'sint64',
  'fixed64',
  'sfixed64',
];

/** The methods of a generated protobuf type that are limited here. */
interface MessageType {
  decode(this: void, reader: unknown, length?: number, end?: number): unknown;
}

let limited = false;
let level = 0;
/** How many messages the outermost `Message` has by now. What contains messages, such as a history, has a limit of its own. */
let parts = 0;
let counted = false;
/** How many messages of any type what is decoded has by now. */
let partsInAll = 0;
/** How many numbers were read for the outermost `Message`, and for all that is decoded. */
let values = 0;
let valuesInAll = 0;
/** Prototypes of readers that count. */
const counting = new WeakSet<object>();

/** The bytes of decoded messages, those inside others included. */
const sources = new WeakMap<object, Uint8Array>();

/** The bytes from which a message was decoded, unknown fields included. Undefined if it was made in another way. */
export function bytesOf(message: proto.IMessage): Uint8Array | undefined {
  return sources.get(message);
}

/** The bytes of a message: those that were received, with fields that WAProto does not have, or else newly encoded ones. */
export function encodedMessage(message: proto.IMessage): Uint8Array {
  return bytesOf(message) ?? proto.Message.encode(message).finish();
}

/**
 * Decodes a message with untrusted bytes.
 *
 * The generated decoder calls itself for each nested message, without a limit: how deep it gets before the stack ends
 * depends on what V8 has compiled by then. It also identifies a field by its number alone, whatever wire type the tag
 * claims, so that a scan of the bytes cannot predict the depth. The levels are therefore counted in the decoder itself,
 * for the whole process.
 * @throws RangeError if messages are nested deeper than 100 levels, or are too many; Error if the bytes cannot be decoded
 */
export function decodeMessage(bytes: Uint8Array): proto.Message {
  limitNesting();
  return proto.Message.decode(asBuffer(bytes));
}

/**
 * The bytes as a Buffer: of a Buffer alone, texts are decoded by Node, which is fast, and replaces what is no UTF-8, halves of
 * characters included.
 */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Has all decoders count their levels from now on, also where Baileys calls them. */
export function limitNesting(): void {
  if (limited) return;
  limited = true;
  limit(proto);
  // A message in another one: its decoder is given a reader, by which readers are known.
  proto.Message.decode(asBuffer(proto.Message.encode({ extendedTextMessage: {} }).finish()));
}

function limit(types: object): void {
  for (const type of Object.values(types)) {
    if (!isMessageType(type)) continue;
    const decode = type.decode;
    const isMessage = type === proto.Message;
    type.decode = (reader, length, end) => {
      if (level >= MOST_LEVELS) throw new RangeError('nested too deep');
      if (level === 0) {
        partsInAll = 0;
        valuesInAll = 0;
      }
      if (level === 1) countReads(reader);
      partsInAll += 1;
      if (partsInAll > MOST_PARTS_IN_ALL) throw new RangeError('too many parts');
      const isOutermost = isMessage && !counted;
      if (isOutermost) {
        parts = 0;
        values = 0;
      }
      counted ||= isMessage;
      parts += 1;
      if (counted && parts > MOST_PARTS) throw new RangeError('too many parts');
      level += 1;
      try {
        const bytes = isMessage ? bytesIn(reader, length) : undefined;
        const decoded = decode(reader instanceof Uint8Array ? asBuffer(reader) : reader, length, end);
        if (bytes && typeof decoded === 'object' && decoded) sources.set(decoded, bytes);
        return decoded;
      } finally {
        level -= 1;
        if (isOutermost) counted = false;
      }
    };
    limit(type);
  }
}

/** Has all readers of this kind count the numbers that they read while something is decoded here. */
function countReads(reader: unknown): void {
  if (typeof reader !== 'object' || !reader) return;
  const prototype: unknown = Object.getPrototypeOf(reader);
  if (typeof prototype !== 'object' || !prototype || counting.has(prototype)) return;
  counting.add(prototype);
  for (const name of READS) {
    const read: unknown = Reflect.get(prototype, name);
    if (typeof read !== 'function') continue;
    Reflect.set(prototype, name, function (this: unknown): unknown {
      if (level > 0) countValue();
      return Reflect.apply(read, this, []);
    });
  }
}

/** @throws RangeError if there are too many */
function countValue(): void {
  values += 1;
  valuesInAll += 1;
  if ((counted && values > MOST_VALUES) || valuesInAll > MOST_VALUES_IN_ALL)
    throw new RangeError('too many values');
}

/** What a decoder is about to read: everything, or the next `length` bytes of a reader. */
function bytesIn(reader: unknown, length: number | undefined): Uint8Array | undefined {
  if (reader instanceof Uint8Array) return reader;
  if (typeof reader !== 'object' || !reader || !('buf' in reader) || !('pos' in reader)) return undefined;
  const { buf, pos } = reader;
  if (!(buf instanceof Uint8Array) || typeof pos !== 'number' || length === undefined) return undefined;
  return buf.subarray(pos, pos + length);
}

function isMessageType(value: unknown): value is MessageType {
  return typeof value === 'function' && 'decode' in value && typeof value.decode === 'function';
}
