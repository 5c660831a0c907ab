import { type CheckResult, phoneFault } from '#libs/whatsapp';
import { addressList } from '../../common/judges.js';
import { Phone } from '../../common/phone.field.js';
import { Field } from '../../http/fields.js';

export class CheckDto {
  /** Phone number with country code */
  @Phone({ example: '6281234567890' })
  phone: string;
}

const MOST_PHONES = 100;

export class CheckBatchDto {
  /** Phone numbers with country code. The same may come twice, and be written differently. */
  @Field(addressList(phoneFault, { max: MOST_PHONES, of: 'phone numbers' }), {
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
