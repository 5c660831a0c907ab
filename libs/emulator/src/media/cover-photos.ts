import { randomBytes, randomInt } from 'node:crypto';
import { nowSeconds } from '../wire/ids.js';
import type { StoredFile } from './media-store.js';

/** What the media server answers to the upload of a cover photo, by its names. */
export interface CoverPass {
  fbid: number;
  meta_hmac: string;
  /** Seconds. */
  ts: number;
}

/** Cover photos that were uploaded. The media server vouches for them to WhatsApp's server. */
export class CoverPhotos {
  private readonly passes = new Map<string, CoverPass & { file: StoredFile }>();

  issue(file: StoredFile): CoverPass {
    const pass = {
      fbid: randomInt(1_000_000_000, 9_999_999_999),
      meta_hmac: randomBytes(32).toString('base64url'),
      ts: nowSeconds(),
    };
    this.passes.set(String(pass.fbid), { ...pass, file });
    return pass;
  }

  /** The file of a pass. Undefined if the media server did not issue it. */
  redeem(attributes: Readonly<Record<string, string | undefined>>): StoredFile | undefined {
    const pass = this.passes.get(attributes['id'] ?? '');
    const isValid = pass?.meta_hmac === attributes['token'] && String(pass?.ts) === attributes['ts'];
    return isValid ? pass?.file : undefined;
  }
}
