import type { NewContact } from '#libs/whatsapp';
import { Phone } from '../../common/phone.field.js';
import { Text } from '../../http/fields.js';

const LONGEST_NAME = 256;

function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  return /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not contain line breaks or control characters'
    : undefined;
}

/** A contact to save in the address book. */
export class SaveContactDto implements NewContact {
  /** Phone number with country code. All characters except digits are ignored. */
  @Phone({ example: '6281234567890' })
  phone: string;

  /** Full name. */
  @Text({ max: LONGEST_NAME, judge: nameFault, example: 'John Doe' })
  name: string;

  /** First name. Default: the part of `name` before `lastName`, or else the first word of `name`. */
  @Text({ max: LONGEST_NAME, optional: true, judge: nameFault, example: 'John' })
  firstName?: string;

  /**
   * Last name. WhatsApp does not store it separately; the server uses it to find the first name in `name` if
   * `firstName` is absent.
   */
  @Text({ max: LONGEST_NAME, optional: true, judge: nameFault, example: 'Doe' })
  lastName?: string;
}
