import { ApiProperty } from '@nestjs/swagger';
import { personFault, PRIVACY, PRIVACY_SETTINGS, type PrivacyResult, type PrivacyView } from '#libs/whatsapp';
import { ItemErrorDto } from '../../common/item-error.dto.js';
import { DisappearingSeconds } from '../../common/timer.field.js';
import { Choice, Identifiers, type Judge, Part } from '../../http/fields.js';

const AUDIENCES = ['contacts', 'contacts_except', 'only'] as const;
const MOST_PEOPLE = 1024;

/** Who gets the account's status posts, unless a post names its recipients. */
export class StatusAudienceDto {
  /** `contacts`: the people in the address book; `contacts_except`: without `people`; `only`: nobody but `people`. */
  @ApiProperty({ enum: AUDIENCES, example: 'contacts_except' })
  audience: (typeof AUDIENCES)[number];

  /** JIDs of the people; empty if `audience` is `contacts`. */
  people: string[];
}

const peopleFault: Judge = (value, body) => {
  const names = [value].flat();
  const { audience } = Object(body);
  if (audience === 'contacts' && names.length > 0) return 'must be absent if audience is contacts';
  for (const name of names) {
    const fault = personFault(name);
    if (fault !== undefined) return `contains an invalid entry: it ${fault}`;
  }
  return undefined;
};

export class UpdateStatusAudienceDto {
  /** `contacts`: the people in the address book; `contacts_except`: without `people`; `only`: nobody but `people`. */
  @Choice(AUDIENCES)
  audience: (typeof AUDIENCES)[number];

  /** The people: phone numbers with country code, or JIDs. They replace those that were set before. */
  @Identifiers({ max: MOST_PEOPLE, optional: true, judge: peopleFault })
  people?: string[];
}

/**
 * Who sees what of the account. Values are those of WhatsApp: `all`, `contacts`, `contact_blacklist` (contacts, except those
 * chosen on the phone), `none`, `match_last_seen` (as `lastSeen`), `known` (people with a chat or in the address book).
 * WhatsApp may leave out settings, and may have new values.
 */
export class PrivacyDto implements Omit<PrivacyView, 'statusAudience'> {
  /**
   * Who sees when the account was last online.
   * @example contacts
   */
  lastSeen?: string;

  /**
   * Who sees whether the account is online.
   * @example match_last_seen
   */
  online?: string;

  /**
   * Who sees the profile picture.
   * @example all
   */
  profilePicture?: string;

  /**
   * Who sees the about text.
   * @example all
   */
  about?: string;

  /**
   * Who gets read receipts. With `none`, the account gets none either.
   * @example all
   */
  readReceipts?: string;

  /**
   * Who can add the account to groups.
   * @example contacts
   */
  groupAdd?: string;

  /**
   * Who can call the account.
   * @example all
   */
  callAdd?: string;

  /**
   * Who can write to the account.
   * @example all
   */
  messages?: string;

  /** Seconds after which messages of new chats disappear; 0: they stay. */
  @ApiProperty({ type: 'integer', required: false, example: 86_400 })
  disappearingSeconds?: number;

  /** Who gets the account's status posts, unless a post names its recipients. */
  statusAudience: StatusAudienceDto;
}

/** Settings to change. Those that are absent stay as they are. See `PrivacyDto` for the values. */
export class UpdatePrivacyDto {
  /** Who sees when the account was last online. `contact_blacklist` keeps the exceptions chosen on the phone. */
  @Choice(PRIVACY.lastSeen.values, { optional: true })
  lastSeen?: string;

  /** Who sees whether the account is online. */
  @Choice(PRIVACY.online.values, { optional: true })
  online?: string;

  /** Who sees the profile picture. */
  @Choice(PRIVACY.profilePicture.values, { optional: true })
  profilePicture?: string;

  /** Who sees the about text. */
  @Choice(PRIVACY.about.values, { optional: true })
  about?: string;

  /** Who gets read receipts. With `none`, the account gets none either. */
  @Choice(PRIVACY.readReceipts.values, { optional: true })
  readReceipts?: string;

  /** Who can add the account to groups. */
  @Choice(PRIVACY.groupAdd.values, { optional: true })
  groupAdd?: string;

  /** Who can call the account. */
  @Choice(PRIVACY.callAdd.values, { optional: true })
  callAdd?: string;

  /** Who can write to the account. */
  @Choice(PRIVACY.messages.values, { optional: true })
  messages?: string;

  /** Seconds after which messages of new chats disappear; 0: they stay. */
  @DisappearingSeconds()
  disappearingSeconds?: number;

  /** Who gets the account's status posts, unless a post names its recipients. */
  @Part(UpdateStatusAudienceDto, {
    optional: true,
    judge: (value) => {
      const { audience, people } = Object(value);
      const isList = audience === 'contacts_except' || audience === 'only';
      return isList && (!Array.isArray(people) || people.length === 0)
        ? 'must name people, unless audience is contacts'
        : undefined;
    },
  })
  statusAudience?: UpdateStatusAudienceDto;
}

/** The result of changing one setting. */
export class PrivacyResultDto {
  /** Name of the setting. */
  @ApiProperty({
    enum: [...PRIVACY_SETTINGS, 'disappearingSeconds', 'statusAudience'],
    example: 'lastSeen',
  })
  setting: PrivacyResult['setting'];

  /** The value in the request. */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'object' }], example: 'contacts' })
  value: PrivacyResult['value'];

  /** `changed`, or `failed`: see `error`. */
  @ApiProperty({ enum: ['changed', 'failed'], example: 'changed' })
  status: PrivacyResult['status'];

  /** Present only if `status` is `failed`. */
  error?: ItemErrorDto;
}

export class PrivacyResultsDto {
  /** One result per setting. */
  results: PrivacyResultDto[];
}
