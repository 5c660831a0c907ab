import { LONGEST_ADDRESS } from '../../common/judges.js';
import { Phone } from '../../common/phone.field.js';
import { Objects, Text } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

/** A line of a card ends where its text has a line break. */
function oneLine(value: unknown): string | undefined {
  return typeof value === 'string' && /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not contain line breaks or control characters'
    : undefined;
}

export class ContactCardDto {
  /** @example Jane Doe */
  @Text({ max: 256, judge: oneLine })
  name: string;

  /** Phone number with country code. */
  @Phone({ maxLength: LONGEST_ADDRESS, example: '6281234567891' })
  phone: string;

  /** @example Acme */
  @Text({ max: 256, optional: true, judge: oneLine })
  organization?: string;
}

export class SendContactDto extends OutgoingDto {
  /** The cards. */
  @Objects(ContactCardDto, { min: 1, max: 100 })
  contacts: ContactCardDto[];
}
