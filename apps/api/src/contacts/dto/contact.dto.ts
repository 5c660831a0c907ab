import { ApiProperty } from '@nestjs/swagger';
import type { ContactView, KnownContact } from '#libs/whatsapp';
import { BusinessDto } from '../../common/business.dto.js';
import { iso } from '../../common/times.js';

/** A person that an instance knows. */
export class ContactDto implements KnownContact {
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

  /**
   * Full name in the account's address book; absent for people who are not in it.
   * @example John Doe
   */
  name?: string;

  /**
   * First name in the account's address book.
   * @example John
   */
  firstName?: string;

  /**
   * Profile name, which the person chose.
   * @example Johnny
   */
  pushName?: string;
}

export class ContactsPageDto {
  /** Sorted by JID. */
  contacts: ContactDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** A person as WhatsApp shows them to the account right now. */
export class ContactProfileDto extends ContactDto {
  /**
   * About text; absent if the person hides it from the account or has none.
   * @example At work
   */
  about?: string;

  /** When the person set `about`. */
  @ApiProperty({ format: 'date-time', required: false })
  aboutAt?: string;

  /** Whether the account is a business account. */
  isBusiness: boolean;

  /** Profile of the business; absent for personal accounts. */
  business?: BusinessDto;

  static of({ aboutAt, ...contact }: ContactView): ContactProfileDto {
    return { ...contact, ...(aboutAt !== undefined && { aboutAt: iso(aboutAt) }) };
  }
}

export class ContactRemovalDto {
  /**
   * JID of the contact.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}
