import { InstanceParams } from './instance.params.dto.js';
import { Pattern } from '../http/fields.js';

/** Senders choose the ids of their messages; WhatsApp's own apps use letters and digits. */
const MESSAGE_ID = /^[\x21-\x7e]{1,128}$/;

/** The message that a path names. */
export class MessageParams extends InstanceParams {
  /**
   * Id of the message.
   * @example 3EB0C431C26A1916E07A
   */
  @Pattern(MESSAGE_ID, 'must be 1 to 128 visible ASCII characters')
  messageId: string;
}
