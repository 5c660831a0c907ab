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

/** Somebody to be entered in the address book. */
export class SaveContactDto implements NewContact {
  /** Phone number with country code */
  @Phone({ example: '6281234567890' })
  phone: string;

  /** The name in full. */
  @Text({ max: LONGEST_NAME, judge: nameFault, example: 'John Doe' })
  name: string;

  /** The first word of the name, unless given. */
  @Text({ max: LONGEST_NAME, optional: true, judge: nameFault, example: 'John' })
  firstName?: string;

  /** WhatsApp does not keep it by itself; where `firstName` is not given, it tells where in the name that ends. */
  @Text({ max: LONGEST_NAME, optional: true, judge: nameFault, example: 'Doe' })
  lastName?: string;
}
