import { createRequire } from 'node:module';
import { Curve } from '@whiskeysockets/baileys';
import { signingPair, verifyXeddsa } from './xeddsa.js';

// Baileys' own `verify` says yes to everything; this is what libsignal asks.
const curve25519: { verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean } =
  createRequire(createRequire(import.meta.url).resolve('libsignal'))('curve25519-js');

const MESSAGE = Buffer.from('signed by a phone');

describe('key pairs that sign', () => {
  // Half of all keys need their sign in the signature.
  it.each(Array.from({ length: 8 }, (_, index) => index))('are understood by libsignal (%i)', () => {
    const pair = signingPair();
    const signature = pair.sign(MESSAGE);
    expect(curve25519.verify(pair.public, MESSAGE, signature)).toBe(true);
    expect(curve25519.verify(pair.public, Buffer.from('something else'), signature)).toBe(false);
    expect(verifyXeddsa(pair.public, MESSAGE, signature)).toBe(true);
  });

  it('sign with their private half elsewhere, too, and agree on secrets', () => {
    const [one, two] = [signingPair(), signingPair()];
    expect(verifyXeddsa(one.public, MESSAGE, Curve.sign(one.private, MESSAGE))).toBe(true);
    expect(Curve.sharedKey(one.private, two.public)).toEqual(Curve.sharedKey(two.private, one.public));
  });
});
