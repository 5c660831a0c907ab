import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { readPasskeyRequest, readPrimaryIdentity, readRef } from './passkey.js';

const OPTIONS = { challenge: 'AAAA', rpId: 'whatsapp.com', userVerification: 'required' };

function notification(tag: string, content: BinaryNode['content']): BinaryNode {
  return { tag: 'notification', attrs: {}, content: [{ tag, attrs: {}, content }] };
}

const asked = (options: unknown) =>
  readPasskeyRequest(notification('passkey_request_options', Buffer.from(JSON.stringify(options))));

describe('the request for a passkey', () => {
  it('is read with what a credential is checked against', () => {
    const options = { ...OPTIONS, timeout: 600_000, allowCredentials: [{ id: 'BBBB', type: 'public-key' }] };
    expect(asked(options)).toEqual({
      options,
      challenge: 'AAAA',
      rpId: 'whatsapp.com',
      timeoutMs: 600_000,
      verifiesUser: true,
      allowed: ['BBBB'],
    });
  });

  it.each([
    [undefined, 600_000],
    ['soon', 600_000],
    [0, 1_000],
    [1e12, 3_600_000],
  ])('with the timeout %s is valid for %d ms', (timeout, timeoutMs) => {
    expect(asked({ ...OPTIONS, timeout })).toMatchObject({ timeoutMs });
  });

  it.each([
    ['of no JSON', notification('passkey_request_options', Buffer.from('{'))],
    ['of no bytes', notification('passkey_request_options', undefined)],
    ['of another tag', notification('other', Buffer.from(JSON.stringify(OPTIONS)))],
    ['of a list', notification('passkey_request_options', Buffer.from('[]'))],
    ['without a challenge', notification('passkey_request_options', Buffer.from('{"rpId":"whatsapp.com"}'))],
    ['without a domain', notification('passkey_request_options', Buffer.from('{"challenge":"AAAA"}'))],
    [
      'that is too large',
      notification(
        'passkey_request_options',
        Buffer.from(JSON.stringify({ ...OPTIONS, x: 'x'.repeat(4_096) })),
      ),
    ],
  ])('%s is none', (_what, node) => {
    expect(readPasskeyRequest(node)).toBeUndefined();
  });
});

describe("the phone's keys", () => {
  const identity = (publicKey: number, nonce: number) =>
    notification(
      'primary_ephemeral_identity',
      proto.PrimaryEphemeralIdentity.encode({
        publicKey: Buffer.alloc(publicKey, 1),
        nonce: Buffer.alloc(nonce, 2),
      }).finish(),
    );

  it('are read', () => {
    expect(readPrimaryIdentity(identity(32, 32))).toEqual({
      publicKey: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(32, 2),
    });
  });

  it.each([
    ['of another length', identity(33, 32)],
    ['with a short nonce', identity(32, 4)],
    ['of no protobuf', notification('primary_ephemeral_identity', Buffer.from([0xff]))],
    ['of no bytes', notification('primary_ephemeral_identity', [])],
  ])('%s are none', (_what, node) => {
    expect(readPrimaryIdentity(node)).toBeUndefined();
  });
});

it('a reference is text', () => {
  expect(readRef(notification('ref', Buffer.from('2@abc')))).toBe('2@abc');
  expect(readRef(notification('other', Buffer.from('2@abc')))).toBeUndefined();
});
