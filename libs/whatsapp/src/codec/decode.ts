import { proto } from '@whiskeysockets/baileys';

/** Deepest nesting of messages in messages. Phones nest a few, and every stack can hold this many. */
const MOST_LEVELS = 100;

/** The methods of a generated protobuf type that are limited here. */
interface MessageType {
  decode(this: void, reader: unknown, length?: number, end?: number): unknown;
}

let limited = false;
let level = 0;

/**
 * Decodes a message with untrusted bytes.
 *
 * The generated decoder calls itself for each nested message, without a limit: how deep it gets before the stack ends
 * depends on what V8 has compiled by then. It also identifies a field by its number alone, whatever wire type the tag
 * claims, so that a scan of the bytes cannot predict the depth. The levels are therefore counted in the decoder itself,
 * for the whole process.
 * @throws RangeError if messages are nested deeper than 100 levels; Error if the bytes cannot be decoded
 */
export function decodeMessage(bytes: Uint8Array): proto.Message {
  if (!limited) {
    limited = true;
    limit(proto);
  }
  return proto.Message.decode(bytes);
}

function limit(types: object): void {
  for (const type of Object.values(types)) {
    if (!isMessageType(type)) continue;
    const decode = type.decode;
    type.decode = (reader, length, end) => {
      if (level >= MOST_LEVELS) throw new RangeError('nested too deep');
      level += 1;
      try {
        return decode(reader, length, end);
      } finally {
        level -= 1;
      }
    };
    limit(type);
  }
}

function isMessageType(value: unknown): value is MessageType {
  return typeof value === 'function' && 'decode' in value && typeof value.decode === 'function';
}
