import { LONGEST_LABEL } from '#libs/whatsapp';
import { descriptionFault, LONGEST_DESCRIPTION, nameFault, NAME_LENGTH } from '../../common/texts.js';
import { DisappearingSeconds } from '../../common/timer.field.js';
import { Field, Flag } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';
import { People } from './participants.dto.js';

const NAME_SCHEMA = { example: 'Lunch', ...NAME_LENGTH };

export class CreateGroupDto {
  /** Name of the group. */
  @Field(nameFault, NAME_SCHEMA)
  name: string;

  @People()
  participants: string[];
}

/** Changes to a group: at least one of them. */
export class UpdateGroupDto {
  /** New name of the group. */
  @Field(nameFault, { optional: true, ...NAME_SCHEMA })
  name?: string;

  /** New description of the group. An empty string removes it. */
  @Field(descriptionFault, {
    optional: true,
    example: 'Every day at twelve',
    maxLength: LONGEST_DESCRIPTION,
  })
  description?: string;

  /** Only admins can send messages. */
  @Flag({ optional: true })
  announce?: boolean;

  /** Only admins can change name, description and picture. */
  @Flag({ optional: true })
  restrict?: boolean;

  /** Members who are not admins can add people, too. */
  @Flag({ optional: true })
  membersCanAdd?: boolean;

  /** An admin must approve people who join by the invite link. */
  @Flag({ optional: true })
  joinApproval?: boolean;

  /** Seconds after which new messages disappear, one of WhatsApp's times: 0 (never), 1 day, 7 days or 90 days. */
  @DisappearingSeconds()
  disappearingSeconds?: number;
}

const LABEL = `must have at most ${LONGEST_LABEL} characters, without line breaks and control characters`;

export class SetMemberLabelDto {
  /** What the account calls its role in the group. An empty string removes it. */
  @Field(labelFault, { example: 'Accounting', maxLength: LONGEST_LABEL })
  label: string;
}

function labelFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > LONGEST_LABEL || /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)) return LABEL;
  return value !== '' && value.trim() === '' ? 'must not be blank' : undefined;
}

export class SetGroupPictureDto extends MediaFieldsDto {}
