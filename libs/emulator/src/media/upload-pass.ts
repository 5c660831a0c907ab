import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The `auth` of `media_conn`: whoever holds it may upload for an account until the emulator stops. */
export class UploadPass {
  private readonly secret = randomBytes(32);

  issue(phone: string): string {
    return Buffer.concat([this.seal(phone), Buffer.from(phone)]).toString('base64');
  }

  /** The phone that it was issued to, undefined when it was not issued here. */
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
