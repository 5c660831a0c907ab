import { proto } from '@whiskeysockets/baileys';
import { decodeMessage } from './decode.js';

/** A field of a protobuf message that holds bytes. @param wireType 2 unless its tag lies */
function field(number: number, wireType: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + wireType), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** A text that quotes a text, and so on: `Message.extendedTextMessage.contextInfo.quotedMessage`, three levels each. */
function quotes(count: number, wireType = 2): Buffer {
  let message: Buffer = Buffer.from(proto.Message.encode({ conversation: 'hi' }).finish());
  for (let each = 0; each < count; each++)
    message = field(6, wireType, field(17, wireType, field(3, wireType, message)));
  return message;
}

describe('a message', () => {
  it('may be nested as deep as any client nests it', () => {
    let message: proto.IMessage | null | undefined = decodeMessage(quotes(33));
    let depth = 0;
    for (; message?.extendedTextMessage; depth++)
      message = message.extendedTextMessage.contextInfo?.quotedMessage;
    expect(depth).toBe(33);
    expect(message).toMatchObject({ conversation: 'hi' });
  });

  // Deep enough for a stack that V8 has optimised to hold it.
  it.each([34, 600, 5_000])('is refused when it quotes %i times', (count) => {
    expect(() => decodeMessage(quotes(count))).toThrow('nested too deep');
    expect(decodeMessage(quotes(1)).extendedTextMessage).toBeTruthy();
  });

  it.each([0, 1, 5, 7])('is refused, too, when its tags claim the wire type %i', (wireType) => {
    expect(() => decodeMessage(quotes(34, wireType))).toThrow('nested too deep');
  });

  /** A poll with so many options. */
  const poll = (count: number) => ({
    pollCreationMessage: { options: Array.from({ length: count }, () => ({})) },
  });

  it('is refused when it has too many parts, however few bytes they have', () => {
    const encoded = (count: number) => proto.Message.encode(poll(count)).finish();
    expect(() => decodeMessage(encoded(60_000))).toThrow('too many parts');
    // Two of them are the message and its poll.
    expect(decodeMessage(encoded(59_998)).pollCreationMessage?.options).toHaveLength(59_998);
    const nested = { extendedTextMessage: { contextInfo: { quotedMessage: poll(40_000) } }, ...poll(40_000) };
    expect(() => decodeMessage(proto.Message.encode(nested).finish())).toThrow('too many parts');
  });

  it('has its own parts alone, and not those of the history that contains it', () => {
    decodeMessage(quotes(1));
    const messages = Array.from({ length: 4 }, () => ({ message: { message: poll(20_000) } }));
    const history = {
      syncType: proto.HistorySync.HistorySyncType.RECENT,
      conversations: [{ id: 'A', messages }],
    };
    const { conversations } = proto.HistorySync.decode(proto.HistorySync.encode(history).finish());
    expect(conversations[0]?.messages).toHaveLength(4);
  });

  it('is of Unicode, whatever its bytes are', () => {
    const half = Uint8Array.of(0x0a, 4, 0xed, 0xa0, 0x80, 0x41);
    expect(decodeMessage(half).conversation).toBe('\ufffd\ufffd\ufffdA');
  });

  it('is refused when unknown groups are nested in it', () => {
    expect(() => decodeMessage(Buffer.alloc(5_000, 0x7b))).toThrow(Error);
  });
});

describe('lists of what takes a byte or two', () => {
  const MIB = 1024 * 1024;
  const history = (content: Buffer) =>
    proto.HistorySync.decode(Buffer.concat([Buffer.from([8, 3]), content]));
  /** `Conversation.messages[0].message.message`. */
  const inHistory = (message: Buffer) => field(2, 2, field(2, 2, field(1, 2, field(2, 2, message))));
  /** `Message.messageContextInfo.deviceListMetadata.senderKeyIndexes` */
  const indexes = (count: number) => field(35, 2, field(1, 2, field(3, 2, Buffer.alloc(count, 1))));
  /** `Message.extendedTextMessage.contextInfo.mentionedJid` */
  const mentions = (count: number) =>
    field(6, 2, field(17, 2, Buffer.alloc(2 * count, Buffer.from([0x7a, 0]))));

  it('may be as long as any that phones send', () => {
    const { messageContextInfo } = decodeMessage(indexes(100_000));
    expect(messageContextInfo?.deviceListMetadata?.senderKeyIndexes).toHaveLength(100_000);
    expect(decodeMessage(mentions(100_000)).extendedTextMessage?.contextInfo?.mentionedJid).toHaveLength(
      100_000,
    );
  });

  it.each([
    ['numbers', indexes(2 * MIB)],
    ['texts', mentions(MIB)],
  ])('are not decoded in a message when they are longer: %s', (_what, message) => {
    expect(() => decodeMessage(message)).toThrow('too many values');
    expect(() => history(inHistory(message))).toThrow('too many values');
    expect(decodeMessage(quotes(1)).extendedTextMessage).toBeTruthy();
  });

  it('are not decoded in a history when all together are longer', () => {
    const many = inHistory(indexes(900_000));
    expect(history(many).conversations).toHaveLength(1);
    expect(() => history(Buffer.concat(Array.from({ length: 12 }, () => many)))).toThrow('too many values');
  });
});
