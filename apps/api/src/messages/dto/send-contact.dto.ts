import { Phone } from '../../common/phone.field.js';
import { Objects, Text } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

/** A line break would end the line of the vCard. */
function oneLine(value: unknown): string | undefined {
  return typeof value === 'string' && /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not contain line breaks or control characters'
    : undefined;
}

export class ContactToSendDto {
  /**
   * The name on the card.
   * @example Jane Doe
   */
  @Text({ max: 256, judge: oneLine })
  name: string;

  /** Phone number with country code. All characters except digits are ignored. */
  @Phone({ example: '6281234567891' })
  phone: string;

  /**
   * The company or organization on the card.
   * @example Acme
   */
  @Text({ max: 256, optional: true, judge: oneLine })
  organization?: string;
}

export class SendContactDto extends OutgoingDto {
  /** The cards to send. */
  @Objects(ContactToSendDto, { min: 1, max: 100 })
  contacts: ContactToSendDto[];
}
