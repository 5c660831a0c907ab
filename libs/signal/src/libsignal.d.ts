/** A module inside of libsignal, which comes without types. Keys are `Buffer`s: public ones of 33 bytes, private ones of 32. */
declare module 'libsignal/src/curve.js' {
  export interface KeyPair {
    pubKey: Buffer;
    privKey: Buffer;
  }
  export function generateKeyPair(): KeyPair;
  export function calculateAgreement(publicKey: Buffer, privateKey: Buffer): Buffer;
  export function calculateSignature(privateKey: Buffer, message: Buffer): Buffer;
  export function verifySignature(
    publicKey: Buffer,
    message: Buffer,
    signature: Buffer,
    isInit?: boolean,
  ): boolean;
}
