import { ApiProperty } from '@nestjs/swagger';
import { PRIVACY, PRIVACY_SETTINGS, type PrivacyResult, type PrivacyView } from '#libs/whatsapp';
import { ItemErrorDto } from '../../common/item-error.dto.js';
import { DisappearingSeconds } from '../../common/timer.field.js';
import { Choice } from '../../http/fields.js';

/**
 * Who sees what of the account. Values are those of WhatsApp: `all`, `contacts`, `contact_blacklist` (contacts, except those
 * chosen on the phone), `none`, `match_last_seen` (as `lastSeen`), `known` (people with a chat or in the address book).
 * WhatsApp may leave out settings, and may have new values.
 */
export class PrivacyDto implements PrivacyView {
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
}

/** The result of changing one setting. */
export class PrivacyResultDto {
  /** Name of the setting. */
  @ApiProperty({ enum: [...PRIVACY_SETTINGS, 'disappearingSeconds'], example: 'lastSeen' })
  setting: PrivacyResult['setting'];

  /** The value in the request. */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }], example: 'contacts' })
  value: string | number;

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
