import { ApiProperty } from '@nestjs/swagger';
import type { Business, ContactView, KnownContact } from '#libs/whatsapp';
import { iso } from '../../common/times.js';

/** Somebody that an instance knows. */
export class ContactDto implements KnownContact {
  /**
   * Phone JID, a LID only while the phone is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** In digits. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /** @example 913103037140909@lid */
  lid?: string;

  /**
   * As it stands in the account's address book.
   * @example John Doe
   */
  name?: string;

  /** @example John */
  firstName?: string;

  /**
   * What they call themselves.
   * @example Johnny
   */
  pushName?: string;
}

export class ContactsPageDto {
  /** In the order of their JIDs. */
  contacts: ContactDto[];

  /** For the next page; absent when there is none. */
  nextCursor?: string;
}

/** What a business says about itself. */
export class BusinessDto implements Business {
  /** @example Fresh bread every morning */
  description?: string;

  /** @example Bakery */
  category?: string;

  /** @example hello@example.com */
  email?: string;

  @ApiProperty({ type: [String], example: ['https://example.com'] })
  websites: string[];

  address?: string;
}

/** Somebody as WhatsApp shows them to the account at present. */
export class ContactProfileDto extends ContactDto {
  /**
   * The text about them, unless they keep it to themselves.
   * @example At work
   */
  about?: string;

  /** Since when. */
  @ApiProperty({ format: 'date-time', required: false })
  aboutAt?: string;

  isBusiness: boolean;

  business?: BusinessDto;

  static of({ aboutAt, ...contact }: ContactView): ContactProfileDto {
    return { ...contact, ...(aboutAt !== undefined && { aboutAt: iso(aboutAt) }) };
  }
}

export class ContactRemovalDto {
  /** @example 6281234567890@s.whatsapp.net */
  jid: string;

  @ApiProperty({ enum: [true] })
  deleted: boolean;
}
