import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The `auth` of `media_conn`: lets its holder upload for an account until the emulator stops. */
export class UploadPass {
  private readonly secret = randomBytes(32);

  issue(phone: string): string {
    return Buffer.concat([this.seal(phone), Buffer.from(phone)]).toString('base64');
  }

  /** The phone that a pass was issued to, undefined for an unknown pass. */
  phoneOf(pass: string | null): string | undefined {
    const bytes = Buffer.from(pass ?? '', 'base64');
    const phone = bytes.subarray(32).toString();
    const seal = bytes.subarray(0, 32);
    return seal.length === 32 && timingSafeEqual(seal, this.seal(phone)) ? phone : undefined;
  }

  private seal(phone: string): Buffer {
    return createHmac('sha256', this.secret).update(phone).digest();
  }
}
