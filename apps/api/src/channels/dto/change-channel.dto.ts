import { personFault } from '#libs/whatsapp';
import { LONGEST_ADDRESS } from '../../common/judges.js';
import { Field, Flag, Identifier } from '../../http/fields.js';
import { descriptionFault, LONGEST_DESCRIPTION, nameFault, NAME_LENGTH } from '../../common/texts.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

const NAME_SCHEMA = { example: 'Acme News', ...NAME_LENGTH };
const DESCRIPTION_SCHEMA = { example: 'What is new at Acme', maxLength: LONGEST_DESCRIPTION };

export class CreateChannelDto {
  /** Name of the channel. */
  @Field(nameFault, NAME_SCHEMA)
  name: string;

  /** Description of the channel. */
  @Field(descriptionFault, { optional: true, ...DESCRIPTION_SCHEMA })
  description?: string;

  /**
   * Accepts WhatsApp's terms for channels on behalf of the account, before the channel is created. An account has to
   * accept them once before its first channel, here or on the phone.
   */
  @Flag({ optional: true, default: false })
  acceptTerms?: boolean;
}

/** Changes to a channel: at least one of them. */
export class UpdateChannelDto {
  /** New name of the channel. */
  @Field(nameFault, { optional: true, ...NAME_SCHEMA })
  name?: string;

  /** New description of the channel. An empty string removes it. */
  @Field(descriptionFault, { optional: true, ...DESCRIPTION_SCHEMA })
  description?: string;
}

export class SetChannelPictureDto extends MediaFieldsDto {}

/** A person to act on. */
export class ChannelPersonDto {
  /** The person: a phone number with country code, or a JID. */
  @Identifier({ max: LONGEST_ADDRESS, judge: personFault, example: '6281234567890' })
  person: string;
}
