import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The API key of the server. */
export class ApiKey {
  private readonly digest: Buffer;

  constructor(key: string) {
    this.digest = digest(key);
  }

  /** Whether the headers carry the key, as `Authorization: Bearer` or `X-API-Key`. */
  admits(headers: IncomingHttpHeaders): boolean {
    const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const plain = headers['x-api-key'];
    return this.matches(bearer) || this.matches(typeof plain === 'string' ? plain : undefined);
  }

  /** Compares digests, which all have one length, so that the duration reveals nothing about the key. */
  private matches(candidate: string | undefined): boolean {
    return candidate !== undefined && timingSafeEqual(digest(candidate), this.digest);
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
