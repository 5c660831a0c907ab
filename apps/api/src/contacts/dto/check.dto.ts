import { ApiProperty } from '@nestjs/swagger';
import type { CheckResult } from '#libs/whatsapp';
import { phoneFault } from '#libs/whatsapp';
import { Judged } from '../../http/fields.js';
import { LONGEST_PHONE, Phone } from '../../common/phone.field.js';

export class CheckDto {
  @Phone()
  phone: string;
}

const MOST_PHONES = 100;

function phonesFault(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PHONES)
    return `must be a list of 1 to ${MOST_PHONES} phone numbers`;
  const fault = value.map(onePhoneFault).find((each) => each !== undefined);
  return fault && `holds one that ${fault}`;
}

function onePhoneFault(value: unknown): string | undefined {
  const tooLong = typeof value === 'string' && value.length > LONGEST_PHONE;
  return tooLong ? `must have at most ${LONGEST_PHONE} characters` : phoneFault(value);
}

export class CheckBatchDto {
  /** Phone numbers with country code. The same may come twice, and be written differently. */
  @Judged(phonesFault)
  @ApiProperty({
    type: [String],
    minItems: 1,
    maxItems: MOST_PHONES,
    example: ['6281234567890', '+62 812-3456-7891'],
  })
  phones: string[];
}

/** Whether a number is on WhatsApp. */
export class CheckResultDto implements CheckResult {
  /**
   * As it was given.
   * @example 6281234567890
   */
  phone: string;

  exists: boolean;

  /**
   * The account's JID. Its number may be another one than was asked about, as some countries have added digits.
   * @example 6281234567890@s.whatsapp.net
   */
  jid?: string;
}

export class CheckBatchResultDto {
  /** One per number that was asked about, in the same order. */
  results: CheckResultDto[];
}
