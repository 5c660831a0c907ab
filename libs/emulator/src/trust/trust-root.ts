import { Curve, type KeyPair } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';
import { issueLoopbackCertificate, type TlsIdentity } from './certificate.js';

const NAME = 'server/trust';

/** The roots that clients have to trust instead of WhatsApp's. */
export interface TrustRoot {
  noise: KeyPair;
  tls: TlsIdentity;
}

/** The saved trust root, or a new one. */
export function trustRoot(stateFile: StateFile): TrustRoot {
  const saved = stateFile.get(NAME);
  if (saved !== undefined) {
    const fields = Fields.of(saved, NAME);
    return {
      noise: { public: fields.bytes('noisePublic'), private: fields.bytes('noisePrivate') },
      tls: { certificate: fields.text('certificate'), privateKey: fields.text('privateKey') },
    };
  }
  const root = { noise: Curve.generateKeyPair(), tls: issueLoopbackCertificate() };
  stateFile.put(NAME, () => ({
    noisePublic: Buffer.from(root.noise.public).toString('base64'),
    noisePrivate: Buffer.from(root.noise.private).toString('base64'),
    certificate: root.tls.certificate,
    privateKey: root.tls.privateKey,
  }));
  return root;
}
