import { type BusinessHours, DAYS, HOURS_MODES, type OpeningHours } from '#libs/whatsapp';
import { LONGEST_URL, webUrl } from '../../common/judges.js';
import { Choice, Field, Objects, Part, Pattern, Text, Texts } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

/** WhatsApp's limits (Cloud API, "Business profiles"), in characters. */
const LONGEST_ADDRESS = 256;
const LONGEST_DESCRIPTION = 512;
const LONGEST_EMAIL = 128;
const LONGEST_WEBSITE = 256;
const MOST_WEBSITES = 2;
const MOST_CATEGORIES = 3;
/** Four entries a day. */
const MOST_HOURS = 28;

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const TIME_REASON = 'must be a time of day such as 09:00';

/** Half a surrogate pair cannot be encoded in UTF-8. */
function wellFormed(value: unknown): string | undefined {
  return /\p{Cs}/u.test(String(value)) ? 'must be well-formed Unicode' : undefined;
}

function emailFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_EMAIL || !EMAIL.test(value))
    return `must be an email address of at most ${LONGEST_EMAIL} characters`;
  return wellFormed(value);
}

function websitesFault(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length > MOST_WEBSITES)
    return `must be a list of at most ${MOST_WEBSITES} URLs`;
  const websites: unknown[] = value;
  if (new Set(websites).size < websites.length) return 'must not contain an entry twice';
  const fault = websites.map(websiteFault).find((each) => each !== undefined);
  return fault && `contains an invalid entry: it ${fault}`;
}

function websiteFault(value: unknown): string | undefined {
  const tooLong = typeof value === 'string' && value.length > LONGEST_WEBSITE && value.length <= LONGEST_URL;
  return tooLong ? `must have at most ${LONGEST_WEBSITE} characters` : (webUrl(value) ?? wellFormed(value));
}

function timezoneFault(value: unknown): string | undefined {
  // An offset such as +02:00 is no time zone of WhatsApp's.
  const isZone = typeof value === 'string' && /^[A-Z]/.test(value) && value.length <= 64 && isKnown(value);
  return isZone ? undefined : 'must be the IANA name of a time zone, such as Europe/Berlin';
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Checks an entry: only specific hours have times. */
function modeFault(_value: unknown, entry: object): string | undefined {
  const mode: unknown = Reflect.get(entry, 'mode');
  const times = [Reflect.get(entry, 'opensAt'), Reflect.get(entry, 'closesAt')];
  if (mode !== 'specific_hours')
    return times.every((time) => time === undefined) ? undefined : 'must be specific_hours for times of day';
  if (times.some((time) => time === undefined)) return 'requires opensAt and closesAt';
  return times[0] === times[1] ? 'requires different times for opensAt and closesAt' : undefined;
}

/** Checks a week: a day can have several entries only with specific hours. */
function weekFault(value: unknown): string | undefined {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  const days = entries.map((entry) => [
    Reflect.get(Object(entry), 'day'),
    Reflect.get(Object(entry), 'mode'),
  ]);
  const clash = days.some(([day, mode], index) =>
    days.some(
      ([other, otherMode], at) =>
        at !== index && day === other && !(mode === 'specific_hours' && otherMode === 'specific_hours'),
    ),
  );
  return clash ? 'must contain a day twice only with specific hours' : undefined;
}

/** When the business is open on a day. */
export class OpeningHoursChangeDto implements OpeningHours {
  /** The day. */
  @Choice(DAYS, { example: 'mon' })
  day: OpeningHours['day'];

  /** `specific_hours`: from `opensAt` to `closesAt`; `open_24h`: all day; `appointment_only`: by appointment. */
  @Choice(HOURS_MODES, { example: 'specific_hours', judge: modeFault })
  mode: OpeningHours['mode'];

  /**
   * Time of day, for `specific_hours`.
   * @example 09:00
   */
  @Pattern(TIME, TIME_REASON, { optional: true })
  opensAt?: string;

  /**
   * Time of day, for `specific_hours`; `24:00` is the end of the day.
   * @example 18:00
   */
  @Pattern(TIME, TIME_REASON, { optional: true })
  closesAt?: string;
}

/** When the business is open. */
export class BusinessHoursChangeDto implements BusinessHours {
  /** IANA name of the time zone. */
  @Field(timezoneFault, { example: 'Europe/Berlin' })
  timezone: string;

  /** The days on which it is open. A day can have several entries with specific hours. */
  @Objects(OpeningHoursChangeDto, { min: 1, max: MOST_HOURS, judge: weekFault })
  days: OpeningHoursChangeDto[];
}

/** Changes to the business profile: at least one of them. */
export class UpdateBusinessProfileDto {
  /** How the business describes itself; null removes it. */
  @Text({
    max: LONGEST_DESCRIPTION,
    optional: true,
    nullable: true,
    judge: wellFormed,
    example: 'Fresh bread every morning',
  })
  description?: string | null;

  /** Street address; null removes it. */
  @Text({
    max: LONGEST_ADDRESS,
    optional: true,
    nullable: true,
    judge: wellFormed,
    example: '1 Baker Street, London',
  })
  address?: string | null;

  /** Email address; null removes it. */
  @Field(emailFault, {
    type: 'string',
    optional: true,
    nullable: true,
    maxLength: LONGEST_EMAIL,
    example: 'hello@example.com',
  })
  email?: string | null;

  /** URLs of its websites, at most two. They replace all that it has; an empty list removes them. */
  @Field(websitesFault, {
    type: [String],
    optional: true,
    maxItems: MOST_WEBSITES,
    uniqueItems: true,
    example: ['https://example.com'],
  })
  websites?: string[];

  /** Ids of WhatsApp's categories, as another profile shows them in `categories`. They replace all that it has. */
  @Texts({ min: 1, max: MOST_CATEGORIES, longest: 32, optional: true, judge: idsFault })
  categoryIds?: string[];

  /** When it is open. It replaces all that it has; null removes it. */
  @Part(BusinessHoursChangeDto, { optional: true, nullable: true })
  hours?: BusinessHoursChangeDto | null;
}

function idsFault(value: unknown): string | undefined {
  const ids: unknown[] = Array.isArray(value) ? value : [];
  return ids.every((id) => /^\d+$/.test(String(id))) ? undefined : 'must contain ids, which are digits';
}

/** A picture for the profile. */
export class CoverPhotoUploadDto extends MediaFieldsDto {}
