import tls from 'node:tls';

const trusted = new Set<string>();
const createSecureContext = tls.createSecureContext;

/** Makes `fetch` and `node:https` of this process accept the certificate of an emulator's media server. */
export function trustMedia(pem: string): void {
  trusted.add(pem);
  tls.createSecureContext = (options) => {
    const secure = createSecureContext(options);
    for (const certificate of trusted) secure.context.addCACert(certificate);
    return secure;
  };
}
