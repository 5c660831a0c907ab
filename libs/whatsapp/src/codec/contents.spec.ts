import { proto } from '@whiskeysockets/baileys';
import { CONTENT_NAMES, CONTENTS } from './contents.js';
import { interpret } from './content.js';
import { decodeMessage } from './decode.js';
import { PROTOCOL } from './protocol.js';
import { WRAPPERS } from './wrapping.js';

/** The fields of a generated protobuf type: what its prototype has, except for methods and oneofs. */
function fieldsOf(type: { prototype: object }): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(type.prototype)).flatMap(([name, { value }]) =>
    value === undefined || typeof value === 'function' ? [] : name,
  );
}

/** A message with an unknown field, beside what is given. */
function withNewField(message: proto.IMessage, number = 900): Buffer {
  const tag = number * 8 + 2;
  return Buffer.concat([
    proto.Message.encode(message).finish(),
    Buffer.of((tag % 128) + 128, tag >> 7, 3),
    Buffer.from('new'),
  ]);
}

describe('the table of contents', () => {
  it('has one row for every field of a message, and no other row', () => {
    expect(fieldsOf(proto.Message).length).toBeGreaterThan(90);
    expect(Object.keys(CONTENTS).toSorted()).toEqual(fieldsOf(proto.Message).toSorted());
  });

  it('has one row for every kind of control message, and no other row', () => {
    expect(Object.keys(PROTOCOL).toSorted()).toEqual(
      Object.keys(proto.Message.ProtocolMessage.Type)
        .filter((name) => !/^\d+$/.test(name))
        .toSorted(),
    );
  });

  it('names the wrappers that are opened', () => {
    const named = CONTENT_NAMES.filter((name) => CONTENTS[name] === 'wrapper');
    expect(named.toSorted()).toEqual(WRAPPERS.toSorted());
  });

  it.each(CONTENT_NAMES)('is right about an empty %s', (name) => {
    const row = CONTENTS[name];
    const tells = typeof row === 'string' || 'read' in row;
    const empty = proto.Message.fromObject({ [name]: name === 'conversation' ? 'hi' : {} });
    const said = interpret(decodeMessage(proto.Message.encode(empty).finish()));
    expect(said.kind).toBe(tells ? 'content' : 'nothing');
  });
});

describe('a content that is newer than this server', () => {
  it('is told with the number of its field and its bytes', () => {
    const bytes = withNewField({ senderKeyDistributionMessage: { groupId: 'g' } });
    expect(interpret(decodeMessage(bytes))).toMatchObject({
      kind: 'content',
      type: 'unknown',
      unknown: { fields: ['900'], bytes: bytes.toString('base64') },
    });
  });

  it('is found in a wrapper', () => {
    const inside = withNewField({});
    const length = Buffer.of(inside.length);
    const ephemeral = Buffer.concat([Buffer.of(0x0a), length, inside]);
    // ephemeralMessage is field 40.
    const bytes = Buffer.concat([Buffer.of(0xc2, 0x02, ephemeral.length), ephemeral]);
    expect(interpret(decodeMessage(bytes))).toMatchObject({
      unknown: { fields: ['900'], bytes: inside.toString('base64') },
    });
  });

  it('leaves a content beside it as it is', () => {
    const said = interpret(decodeMessage(withNewField({ conversation: 'hi' })));
    expect(said).toMatchObject({ type: 'text', text: 'hi' });
    expect(said).not.toHaveProperty('unknown');
  });

  it('may be a kind of control message', () => {
    const message = { protocolMessage: { type: 99, key: { id: 'x' } } };
    const bytes = proto.Message.encode(proto.Message.create(message)).finish();
    expect(interpret(decodeMessage(bytes))).toMatchObject({
      type: 'unknown',
      unknown: { fields: ['protocolMessage.99'] },
    });
  });

  it('is told without its bytes if it is large', () => {
    const head = Buffer.of(0xa2, 0x38, 0xf0, 0xa2, 0x04);
    const large = Buffer.concat([head, Buffer.alloc(70_000, 1)]);
    expect(interpret(decodeMessage(large))).toMatchObject({
      unknown: { fields: ['900'], bytes: undefined },
    });
  });
});
