import { InstanceParams } from './instance.params.dto.js';
import { ChosenId } from './chosen-id.js';

/** The message that a path names. */
export class MessageParams extends InstanceParams {
  /**
   * Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the
   * name of a route: `~` and the base64url of its UTF-8.
   * @example 3EB0C431C26A1916E07A
   */
  @ChosenId()
  messageId: string;
}
