import { personFault } from '#libs/whatsapp';
import { CatalogId } from '../../common/catalog-id.js';
import { LONGEST_ADDRESS } from '../../common/judges.js';
import { Identifier, Text } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

export class SendProductDto extends OutgoingDto {
  /** Id of the product. */
  @CatalogId('7654321098765432')
  productId: string;

  /** The business that sells it: a phone number with country code, or a JID. Default: the account itself. */
  @Identifier({ max: LONGEST_ADDRESS, optional: true, judge: personFault })
  seller?: string;

  /** Text below the product. */
  @Text({ max: 1024, optional: true, example: 'Fresh from the oven' })
  body?: string;

  /** Small text at the end. */
  @Text({ max: 60, optional: true })
  footer?: string;
}
