import { proto } from '@whiskeysockets/baileys';

/** Most levels of a message in a message. Phones nest a handful, and any stack holds this many. */
const MOST_LEVELS = 100;

/** A generated type of protobuf message, as far as it is limited here. */
interface MessageType {
  decode(this: void, reader: unknown, length?: number, end?: number): unknown;
}

let limited = false;
let level = 0;

/**
 * Decodes a message, whoever made its bytes.
 *
 * The generated decoder calls itself for each message in a message, without a limit: how deep it gets before the
 * stack ends depends on what V8 has compiled by then. It also takes a field by its number alone, whatever wire type
 * the tag claims, so that a scan of the bytes cannot foresee how deep it will go. The levels are therefore counted in
 * the decoder itself, for the whole process.
 * @throws RangeError for what is nested deeper than 100 levels; Error for what does not decode
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
