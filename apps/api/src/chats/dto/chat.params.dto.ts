import { recipientFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';

/** Which chat a path is about. */
export class ChatParams extends InstanceParams {
  /**
   * A phone number, or a JID.
   * @example 6281234567890
   */
  @Field(recipientFault)
  jid: string;
}
