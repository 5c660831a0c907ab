import { personFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Choice, Field } from '../../http/fields.js';

/** The person that a path names. */
export class ContactParams extends InstanceParams {
  /**
   * The person: a phone number with country code, or a JID.
   * @example 6281234567890
   */
  @Field(personFault)
  jid: string;
}

const SIZES = ['preview', 'full'] as const;

export class PictureQuery {
  /** `preview`: the small picture. `full`: the large picture. */
  @Choice(SIZES, { optional: true, default: 'full' })
  size?: (typeof SIZES)[number];
}
