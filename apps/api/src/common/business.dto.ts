import { ApiProperty } from '@nestjs/swagger';
import {
  type Business,
  type BusinessCategory,
  type BusinessHours,
  DAYS,
  HOURS_MODES,
  type OpeningHours,
} from '#libs/whatsapp';

/** A category of businesses in WhatsApp's list. */
export class BusinessCategoryDto implements BusinessCategory {
  /**
   * WhatsApp's id of the category.
   * @example 1223524174334504
   */
  @ApiProperty({ example: '1223524174334504' })
  id: string;

  /**
   * Its name, in the language of the account.
   * @example Bakery
   */
  name: string;
}

/** When a business is open on a day. A day without an entry is closed; it can have several. */
export class OpeningHoursDto implements OpeningHours {
  /** The day. */
  @ApiProperty({ enum: DAYS })
  day: OpeningHours['day'];

  /** `specific_hours`: from `opensAt` to `closesAt`; `open_24h`: all day; `appointment_only`: by appointment. */
  @ApiProperty({ enum: HOURS_MODES })
  mode: OpeningHours['mode'];

  /**
   * Time of day, for `specific_hours`.
   * @example 09:00
   */
  opensAt?: string;

  /**
   * Time of day, for `specific_hours`; `24:00` is the end of the day.
   * @example 18:00
   */
  closesAt?: string;
}

export class BusinessHoursDto implements BusinessHours {
  /**
   * IANA name of the time zone.
   * @example Europe/Berlin
   */
  timezone?: string;

  /** In WhatsApp's order. */
  days: OpeningHoursDto[];
}

export class CoverPhotoDto {
  /** WhatsApp's id of the picture. */
  id: string;

  /** Where WhatsApp has the picture. The URL expires. */
  @ApiProperty({ format: 'uri' })
  url: string;
}

export class FacebookPageDto {
  /** Id of the page. */
  id?: string;

  /** Name of the page. */
  name?: string;
}

export class InstagramAccountDto {
  /** Name of the account. */
  handle: string;
}

/** The profile of a business. */
export class BusinessDto implements Business {
  /**
   * How the business describes itself.
   * @example Fresh bread every morning
   */
  description?: string;

  /**
   * Name of its first category.
   * @example Bakery
   */
  category?: string;

  /** Its categories. */
  categories: BusinessCategoryDto[];

  /**
   * Email address.
   * @example hello@example.com
   */
  email?: string;

  /** URLs of its websites. */
  @ApiProperty({ type: [String], example: ['https://example.com'] })
  websites: string[];

  /** Street address. */
  address?: string;

  /** Latitude of the address, in degrees. */
  latitude?: number;

  /** Longitude of the address, in degrees. */
  longitude?: number;

  /** When it is open; absent if it does not say so. */
  hours?: BusinessHoursDto;

  /** The picture at the top of its profile. */
  coverPhoto?: CoverPhotoDto;

  /** Since when it uses WhatsApp, as WhatsApp's apps write it. */
  memberSince?: string;

  /** What it sells with on WhatsApp. A `catalog` can be read, see `GET catalog/products`. */
  @ApiProperty({ enum: ['catalog', 'shop'], required: false })
  commerce?: 'catalog' | 'shop';

  /** Whether customers can collect products in a cart. */
  cartEnabled?: boolean;

  /** Whether customers order directly in WhatsApp, with a form of the business. */
  directConnection?: boolean;

  /** Its page on Facebook. */
  facebook?: FacebookPageDto;

  /** Its account on Instagram. */
  instagram?: InstagramAccountDto;

  /** Which kind of machine answers its customers, by WhatsApp's name; absent for people. */
  automatedType?: string;
}
