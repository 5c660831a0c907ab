import { personFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Choice, Field } from '../../http/fields.js';

/** Whom a path is about. */
export class ContactParams extends InstanceParams {
  /**
   * A phone number, or the JID of a person.
   * @example 6281234567890
   */
  @Field(personFault)
  jid: string;
}

const SIZES = ['preview', 'full'] as const;

export class PictureQuery {
  /** The small size, or the large one. */
  @Choice(SIZES, { optional: true, default: 'full' })
  size?: (typeof SIZES)[number];
}
