import type { ProfileView } from '#libs/whatsapp';
import { Field } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

/** What the account shows of itself. */
export class ProfileDto implements ProfileView {
  /** @example 6281234567890@s.whatsapp.net */
  jid: string;

  /** @example 6281234567890 */
  phone: string;

  /** @example 913103037140909@lid */
  lid?: string;

  /**
   * The name that others see.
   * @example Acme Shop
   */
  name?: string;

  /**
   * The text about the account.
   * @example At work
   */
  about?: string;

  isBusiness: boolean;
}

/** WhatsApp's clients allow no more characters. */
const LONGEST_NAME = 25;
const LONGEST_ABOUT = 139;

/** Counted as people do: a character outside the first plane is one. */
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
  /** The name that others see. */
  @Field(nameFault, { example: 'Acme Shop', minLength: 1, maxLength: LONGEST_NAME })
  name: string;
}

export class ProfileStatusDto {
  /** The text about the account. */
  @Field((value) => textFault(value, LONGEST_ABOUT), {
    example: 'At work',
    minLength: 1,
    maxLength: LONGEST_ABOUT,
  })
  status: string;
}

export class ProfilePictureDto extends MediaFieldsDto {}

/** What the profile is now. */
export class PictureChangeDto {
  /** Whether there is a picture. */
  picture: boolean;
}
