import { Curve, generateSignalPubKey, proto, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import curve from 'libsignal/src/curve.js';
import { chainFault } from './certificates.js';

/** The close code of a connection to a server that is not WhatsApp's. Neither WhatsApp nor Baileys uses it. */
export const FORGED_SERVER_CODE = 495;

/** Thrown in the handshake with a server that cannot prove to be WhatsApp's, in the shape of Baileys' own errors. */
export class ForgedServer extends Error {
  override readonly name = 'ForgedServer';
  readonly output = { statusCode: FORGED_SERVER_CODE };
}

let checked = false;

/**
 * Has Baileys and libsignal check signatures, for the whole process. Both call the function that verifies them and ignore
 * what it says: Baileys for the certificate of the server and for the signature of the phone that links a device, libsignal
 * for the signed prekey of somebody who is written to for the first time. Besides, Baileys does not compare the key in the
 * certificate with the one that the server uses (whatsmeow checks certificates and the phone: `handshake.go`, `pair.go`).
 * Whoever can break TLS, such as the proxy of a company, would otherwise read and write everything, and read messages to
 * people with keys of his own.
 */
export function checkSignatures(): void {
  if (checked) return;
  checked = true;
  const verify: unknown = Reflect.get(curve, 'verifySignature');
  if (typeof verify !== 'function') throw new Error('libsignal has no function verifySignature');

  Curve.verify = (publicKey, message, signature) => {
    try {
      return Reflect.apply(verify, curve, [generateSignalPubKey(publicKey), message, signature]) === true;
    } catch {
      return false;
    }
  };

  // A fourth argument would skip the check. Its only caller, for prekeys, takes anything but an exception for success.
  Reflect.set(
    curve,
    'verifySignature',
    (key: Uint8Array, message: unknown, signature: unknown, isPreKey: unknown) => {
      const valid: unknown = Reflect.apply(verify, curve, [key, message, signature]);
      if (isPreKey === true && valid !== true) throw new Error('a signed prekey is not signed by its owner');
      return valid;
    },
  );

  bindCertificates();
}

/**
 * Baileys agrees on a secret with the static key of the server and then decodes its certificates, without anything in
 * between: the last key when certificates are decoded is the one that they have to name.
 */
function bindCertificates(): void {
  const { sharedKey } = Curve;
  const { CertChain } = proto;
  const decode = CertChain.decode.bind(CertChain);
  let lastKey: Uint8Array = Buffer.alloc(0);
  Curve.sharedKey = (privateKey, publicKey) => {
    lastKey = publicKey;
    return sharedKey(privateKey, publicKey);
  };
  CertChain.decode = (reader, length) => {
    const chain = decode(reader, length);
    const fault = chainFault(chain, {
      root: WA_CERT_DETAILS.PUBLIC_KEY,
      staticKey: lastKey,
      now: Date.now(),
    });
    if (fault !== undefined) throw new ForgedServer(`the server is not WhatsApp's: ${fault}`);
    return chain;
  };
}
