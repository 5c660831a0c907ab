import { type CheckResult, phoneFault } from '#libs/whatsapp';
import { addressList, LONGEST_ADDRESS } from '../../common/judges.js';
import { Phone } from '../../common/phone.field.js';
import { Field } from '../../http/fields.js';

export class CheckDto {
  /** Phone number with country code. All characters except digits are ignored. */
  @Phone({ example: '6281234567890' })
  phone: string;
}

const MOST_PHONES = 100;

export class CheckBatchDto {
  /**
   * Phone numbers with country code. All characters except digits are ignored. A number may occur more than once.
   */
  @Field(addressList(phoneFault, { max: MOST_PHONES, of: 'phone numbers' }), {
    type: [String],
    minItems: 1,
    maxItems: MOST_PHONES,
    maxLength: LONGEST_ADDRESS,
    example: ['6281234567890', '+62 812-3456-7891'],
  })
  phones: string[];
}

/** Whether one phone number is on WhatsApp. */
export class CheckResultDto implements CheckResult {
  /**
   * The phone number as in the request.
   * @example 6281234567890
   */
  phone: string;

  /** Whether the number is on WhatsApp. */
  exists: boolean;

  /**
   * JID of the account; absent if the number is not on WhatsApp. Its number can differ from `phone`, because some
   * countries have added digits to their numbers.
   * @example 6281234567890@s.whatsapp.net
   */
  jid?: string;
}

export class CheckBatchResultDto {
  /** One result per phone number, in the order of the request. */
  results: CheckResultDto[];
}
