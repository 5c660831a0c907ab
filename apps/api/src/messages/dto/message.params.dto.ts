import { InstanceParams } from '../../common/instance.params.dto.js';
import { matching } from '../../common/judges.js';
import { Field } from '../../http/fields.js';

/** Ids are their senders' choice; clients of WhatsApp make them of letters and digits. */
const messageId = matching(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

/** Which message a path is about. */
export class MessageParams extends InstanceParams {
  /**
   * The message's id.
   * @example 3EB0C431C26A1916E07A
   */
  @Field(messageId)
  messageId: string;
}
