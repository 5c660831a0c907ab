import { recipientFault } from '#libs/whatsapp';
import { Judged } from '../../http/fields.js';
import { InstanceParams } from '../../common/instance.params.dto.js';

/** Which chat a path is about. */
export class ChatParams extends InstanceParams {
  /**
   * A phone number, or a JID.
   * @example 6281234567890
   */
  @Judged(recipientFault)
  jid: string;
}
