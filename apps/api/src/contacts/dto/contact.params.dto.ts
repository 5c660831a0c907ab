import { personFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';

/** The person that a path names. */
export class ContactParams extends InstanceParams {
  /**
   * The person: a phone number with country code, or a JID.
   * @example 6281234567890
   */
  @Field(personFault)
  jid: string;
}
