import { textFault } from '#libs/whatsapp';
import { Text } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

/** The longest text of a message, in characters. */
export const LONGEST_TEXT = 65_536;

export class SendTextDto extends OutgoingDto {
  /**
   * Text of the message.
   * @example Hello from API!
   */
  @Text({ max: LONGEST_TEXT, judge: textFault })
  text: string;
}
