import { ApiProperty } from '@nestjs/swagger';
import { personFault } from '#libs/whatsapp';
import { addressList, LONGEST_ADDRESS } from '../../common/judges.js';
import { Field } from '../../http/fields.js';

const MOST_ADDRESSES = 100;

export class ResolveAddressesDto {
  /** Phone numbers with country code, and JIDs of people. */
  @Field(addressList(personFault, { max: MOST_ADDRESSES, of: 'phone numbers or JIDs' }), {
    type: [String],
    minItems: 1,
    maxItems: MOST_ADDRESSES,
    maxLength: LONGEST_ADDRESS,
    example: ['6281234567890', '913103037140909@lid'],
  })
  addresses: string[];
}

/** What was found out about one address. */
export class AddressResultDto {
  /**
   * The address as in the request.
   * @example 6281234567890
   */
  @ApiProperty({ example: '6281234567890' })
  address: string;

  /** `found`, or `not_found`: see `reason`. */
  @ApiProperty({ enum: ['found', 'not_found'], example: 'found' })
  status: 'found' | 'not_found';

  /** Phone number in digits; absent while it is unknown. It can differ from the one in the request. */
  @ApiProperty({ required: false, example: '6281234567890' })
  phone?: string;

  /**
   * LID, as a JID.
   * @example 913103037140909@lid
   */
  lid?: string;

  /** `known`: the instance knew both addresses. `whatsapp`: WhatsApp was asked. Present only if `status` is `found`. */
  @ApiProperty({ enum: ['known', 'whatsapp'], required: false, example: 'known' })
  source?: 'known' | 'whatsapp';

  /**
   * `not_on_whatsapp`: the number has no account. `not_known`: WhatsApp does not report the other address. Present only if
   * `status` is `not_found`.
   */
  @ApiProperty({ enum: ['not_on_whatsapp', 'not_known'], required: false, example: 'not_known' })
  reason?: 'not_on_whatsapp' | 'not_known';
}

export class AddressResultsDto {
  /** One result per address, in the order of the request. */
  results: AddressResultDto[];
}
