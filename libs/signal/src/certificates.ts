import { Curve, proto, WA_CERT_DETAILS } from '@whiskeysockets/baileys';

const { Details } = proto.CertChain.NoiseCertificate;

/** How wrong the clock of this machine may be, ms. */
const CLOCK_ERROR_MS = 24 * 60 * 60 * 1000;
const KEY_BYTES = 32;

/** What a chain of certificates must fit. */
export interface Expected {
  /** Key that signs the intermediate certificate. */
  root: Uint8Array;
  /** The key that the server has used in the handshake. */
  staticKey: Uint8Array;
  /** Epoch ms. */
  now: number;
}

/**
 * Checks the certificates that a server shows in the Noise handshake: the root signs the intermediate one, that one signs the
 * leaf, and the leaf names the key of the server (whatsmeow `handshake.go`, verifyServerCert).
 * @returns undefined if they are in order, otherwise what is wrong
 */
export function chainFault(chain: proto.ICertChain, { root, staticKey, now }: Expected): string | undefined {
  const { intermediate, leaf } = chain;
  if (!intermediate?.details || !intermediate.signature || !leaf?.details || !leaf.signature)
    return 'its certificates are incomplete';
  if (!Curve.verify(root, intermediate.details, intermediate.signature))
    return 'its intermediate certificate is not signed by the root';
  const issuer = Details.decode(intermediate.details);
  if (issuer.issuerSerial !== WA_CERT_DETAILS.SERIAL)
    return 'its intermediate certificate has another issuer';
  if (issuer.key?.length !== KEY_BYTES || !Curve.verify(issuer.key, leaf.details, leaf.signature))
    return 'its certificate is not signed by the intermediate one';
  const { key, issuerSerial, ...validity } = Details.decode(leaf.details);
  if (issuerSerial !== issuer.serial) return 'its certificate has another issuer';
  if (!key || !Buffer.from(key).equals(Buffer.from(staticKey))) return 'its certificate is for another key';
  if (!isValid(issuer, now) || !isValid(validity, now)) return 'a certificate is not valid at this time';
  return undefined;
}

type Validity = Pick<proto.CertChain.NoiseCertificate.IDetails, 'notBefore' | 'notAfter'>;

/** Times are in epoch seconds. */
function isValid({ notBefore, notAfter }: Validity, now: number): boolean {
  return Number(notBefore) * 1000 - CLOCK_ERROR_MS <= now && now <= Number(notAfter) * 1000 + CLOCK_ERROR_MS;
}
