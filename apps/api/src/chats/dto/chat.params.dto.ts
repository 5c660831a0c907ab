import { recipientFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';

/** The chat that a path names. */
export class ChatParams extends InstanceParams {
  /**
   * The chat: a phone number with country code, or the JID of a person or group.
   * @example 6281234567890
   */
  @Field(recipientFault)
  jid: string;
}
