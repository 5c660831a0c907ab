import type { ProfileView } from '#libs/whatsapp';
import { Field } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

/** The account's own profile. */
export class ProfileDto implements ProfileView {
  /**
   * Phone JID of the account.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /**
   * Phone number of the account, in digits.
   * @example 6281234567890
   */
  phone: string;

  /**
   * LID of the account, as a JID.
   * @example 913103037140909@lid
   */
  lid?: string;

  /**
   * Profile name, which others see; absent if the account has none.
   * @example Acme Shop
   */
  name?: string;

  /**
   * About text; absent if the account has none.
   * @example At work
   */
  about?: string;

  /** Whether the account is a business account. */
  isBusiness: boolean;
}

/** The limits of WhatsApp's own apps, in characters. */
const LONGEST_NAME = 25;
const LONGEST_ABOUT = 139;

/** Counts code points: a character outside the Basic Multilingual Plane counts as one. */
function textFault(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  if ([...value].length > most) return `must have at most ${most} characters`;
  return /\p{Cs}/u.test(value) ? 'must be well-formed Unicode' : undefined;
}

function nameFault(value: unknown): string | undefined {
  const lines = typeof value === 'string' && /[\p{Cc}\u{2028}\u{2029}]/u.test(value);
  return lines ? 'must not contain line breaks or control characters' : textFault(value, LONGEST_NAME);
}

export class ProfileNameDto {
  /** Profile name, which others see. */
  @Field(nameFault, { example: 'Acme Shop', minLength: 1, maxLength: LONGEST_NAME })
  name: string;
}

export class ProfileStatusDto {
  /** About text, which others see in the profile. */
  @Field((value) => textFault(value, LONGEST_ABOUT), {
    example: 'At work',
    minLength: 1,
    maxLength: LONGEST_ABOUT,
  })
  status: string;
}

export class ProfilePictureDto extends MediaFieldsDto {}

/** The profile after a change of its picture. */
export class PictureChangeDto {
  /** Whether the account has a picture now. */
  picture: boolean;
}
