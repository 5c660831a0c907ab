import { ApiProperty } from '@nestjs/swagger';
import { type BlockedPerson, personFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';

/** The person that a path names. */
export class BlockParams extends InstanceParams {
  /**
   * The person: a phone number with country code, or a JID.
   * @example 6281234567890
   */
  @Field(personFault)
  jid: string;
}

/** Somebody whom the account has blocked. */
export class BlockedPersonDto implements BlockedPerson {
  /**
   * Phone JID, or LID while the phone number is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Phone number in digits; absent while it is unknown. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /**
   * LID, as a JID; absent while it is unknown.
   * @example 913103037140909@lid
   */
  lid?: string;
}

export class BlocklistDto {
  /** The people whom the account has blocked. */
  blocked: BlockedPersonDto[];
}

export class BlockedDto {
  /**
   * Phone JID, or LID while the phone number is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Whether the person is blocked now. */
  blocked: boolean;
}
