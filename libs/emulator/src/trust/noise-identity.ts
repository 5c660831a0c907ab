import { Curve, type KeyPair, proto } from '@whiskeysockets/baileys';

/** What a server proves itself with: its static key and the chain that leads to the trust root. */
export interface NoiseIdentity {
  staticKey: KeyPair;
  certificateChain: Uint8Array;
}

const { Details } = proto.CertChain.NoiseCertificate;

/**
 * Issues a server identity under a root: the root signs the intermediate, the intermediate signs the leaf,
 * both with XEd25519 over raw 32-byte keys. The client accepts issuer serial 0 only and looks at no dates.
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
