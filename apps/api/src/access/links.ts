import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The first of the parameters of a signed link, which are the last ones of its query. */
const FIRST = 'key=';
const SIGNED = /^key=([0-9A-Za-z]+)&expires=(\d+)&signature=([\w-]+)$/;
/** In characters: SHA-256 in base64url. */
const SIGNATURE_LENGTH = 43;

/** A link whose signature is right. */
export interface SignedLink {
  /** Id of the key that made it. */
  keyId: string;
  /** Epoch ms. */
  expiresAt: number;
}

/**
 * Signs paths, so that whoever has the link can open it without an API key: a browser, for example. The secret is derived
 * from the root key, so that every server with this root key accepts the link.
 */
export class LinkSigner {
  private readonly secret: Buffer;

  constructor(rootKey: string) {
    this.secret = Buffer.from(hkdfSync('sha256', rootKey, '', 'miaw-api signed links', 32));
  }

  /** @param path the path with its query @param expiresAt epoch ms; the second is what counts */
  sign(path: string, keyId: string, expiresAt: number): string {
    const expires = String(Math.floor(expiresAt / 1000));
    const separator = path.includes('?') ? '&' : '?';
    const signature = this.signatureOf(path, keyId, expires);
    return `${path}${separator}key=${keyId}&expires=${expires}&signature=${signature}`;
  }

  /** @returns what the link says, if it is one and its signature is right, even if it has expired */
  read(url: string): SignedLink | undefined {
    const at = Math.max(url.lastIndexOf(`?${FIRST}`), url.lastIndexOf(`&${FIRST}`));
    const [, keyId, expires, signature] = SIGNED.exec(url.slice(at + 1)) ?? [];
    if (at < 0 || keyId === undefined || expires === undefined || signature?.length !== SIGNATURE_LENGTH)
      return undefined;
    const path = url.slice(0, at);
    const right = Buffer.from(this.signatureOf(path, keyId, expires));
    return timingSafeEqual(right, Buffer.from(signature))
      ? { keyId, expiresAt: Number(expires) * 1000 }
      : undefined;
  }

  private signatureOf(path: string, keyId: string, expires: string): string {
    return createHmac('sha256', this.secret).update(`${keyId}\n${expires}\n${path}`).digest('base64url');
  }
}
