import { Curve, type KeyPair, proto } from '@whiskeysockets/baileys';

/** The identity of a server: its static key, and the certificate chain to the trust root. */
export interface NoiseIdentity {
  staticKey: KeyPair;
  certificateChain: Uint8Array;
}

/** The identity of somebody in between, who shows the certificates of a server without having its key. */
export function stolenIdentity({ certificateChain }: NoiseIdentity): NoiseIdentity {
  return { staticKey: Curve.generateKeyPair(), certificateChain };
}

const { Details } = proto.CertChain.NoiseCertificate;

/**
 * Issues a server identity under a root. The root signs the intermediate certificate, and that one signs the leaf,
 * both with XEd25519 over raw 32-byte keys. Clients require issuer serial 0 (whatsmeow `handshake.go`).
 */
export function issueNoiseIdentity(root: KeyPair, nowSeconds: number): NoiseIdentity {
  const staticKey = Curve.generateKeyPair();
  const intermediate = Curve.generateKeyPair();
  const validity = { notBefore: nowSeconds - 86_400, notAfter: nowSeconds + 10 * 365 * 86_400 };
  const intermediateDetails = Details.encode({
    serial: 1,
    issuerSerial: 0,
    key: intermediate.public,
    ...validity,
  }).finish();
  const leafDetails = Details.encode({
    serial: 2,
    issuerSerial: 1,
    key: staticKey.public,
    ...validity,
  }).finish();
  const certificateChain = proto.CertChain.encode({
    intermediate: {
      details: intermediateDetails,
      signature: Curve.sign(root.private, intermediateDetails),
    },
    leaf: { details: leafDetails, signature: Curve.sign(intermediate.private, leafDetails) },
  }).finish();
  return { staticKey, certificateChain };
}
