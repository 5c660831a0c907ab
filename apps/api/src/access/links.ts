import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The first of the parameters of a signed link, which are the last ones of its query. */
const FIRST = 'key=';
const SIGNED = /^key=([0-9A-Za-z]+)&expires=(\d+)&signature=([\w-]+)$/;
/** In characters: SHA-256 in base64url. */
const SIGNATURE_LENGTH = 43;

/** Who makes a link. */
interface LinkMaker {
  /** Id of the key. */
  keyId: string;
  /** Digest of the secret with which the key was used: the link ends when the secret does. */
  digest: string;
}

/** A link whose signature is right. */
export interface SignedLink extends LinkMaker {
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
  sign(path: string, { keyId, digest }: LinkMaker, expiresAt: number): string {
    const expires = String(Math.floor(expiresAt / 1000));
    const separator = path.includes('?') ? '&' : '?';
    const signature = this.signatureOf(path, { keyId, digest }, expires);
    return `${path}${separator}key=${keyId}&expires=${expires}&signature=${signature}`;
  }

  /**
   * @param digestsOf digests of the secrets of a key that are accepted
   * @returns what the link says, if it is one and was signed for one of these secrets, even if it has expired
   */
  read(url: string, digestsOf: (keyId: string) => readonly string[]): SignedLink | undefined {
    const at = Math.max(url.lastIndexOf(`?${FIRST}`), url.lastIndexOf(`&${FIRST}`));
    const [, keyId, expires, signature] = SIGNED.exec(url.slice(at + 1)) ?? [];
    if (at < 0 || keyId === undefined || expires === undefined || signature?.length !== SIGNATURE_LENGTH)
      return undefined;
    const path = url.slice(0, at);
    const digest = digestsOf(keyId).find((each) => {
      const right = this.signatureOf(path, { keyId, digest: each }, expires);
      return timingSafeEqual(Buffer.from(right), Buffer.from(signature));
    });
    return digest === undefined ? undefined : { keyId, digest, expiresAt: Number(expires) * 1000 };
  }

  private signatureOf(path: string, { keyId, digest }: LinkMaker, expires: string): string {
    const signed = [keyId, digest, expires, path].join('\n');
    return createHmac('sha256', this.secret).update(signed).digest('base64url');
  }
}
