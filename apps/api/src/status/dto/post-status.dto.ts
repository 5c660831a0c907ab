import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { personFault, STATUS_FONTS, statusFont, textFault } from '#libs/whatsapp';
import { Field, Identifiers, type Judge, Pattern, Text } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';
import { SendOrScheduleResultDto } from '../../common/send-result.dto.js';

/** The most people that a request can name. */
const MOST_RECIPIENTS = 1024;
/** WhatsApp's apps accept no longer texts, in characters. */
const LONGEST_TEXT = 700;
const LONGEST_CAPTION = 1024;
/** Longer than any phone number or JID. */
const LONGEST_PERSON = 64;
const FONT_NAMES = Object.keys(STATUS_FONTS);
const FONT_NUMBERS = Object.values(STATUS_FONTS);

const recipientsFault: Judge = (value) => {
  const names = [value].flat();
  if (names.length === 0) return 'must name at least one person, or be absent';
  return new Set(names).size < names.length ? 'must not name a person twice' : personsFault(names);
};

function personsFault(names: readonly unknown[]): string | undefined {
  for (const [index, name] of names.entries()) {
    const isLong = typeof name === 'string' && name.length > LONGEST_PERSON;
    const fault = isLong ? `must have at most ${LONGEST_PERSON} characters` : personFault(name);
    if (fault !== undefined) return `contains an invalid entry: number ${index + 1} ${fault}`;
  }
  return undefined;
}

function BackgroundColor(): PropertyDecorator {
  return Pattern(/^#[\dA-Fa-f]{6}$/, 'must be a color such as #128C7E', {
    optional: true,
    example: '#128C7E',
    default: '#128C7E',
  });
}

/** The fields of every status post. */
export class PostStatusDto extends PickType(OutgoingDto, ['clientReference', 'sendAt', 'sendBy']) {
  /**
   * The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account
   * choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a
   * CONFLICT.
   */
  @Identifiers({ max: MOST_RECIPIENTS, optional: true, judge: recipientsFault })
  recipients?: string[];
}

export class PostTextStatusDto extends PostStatusDto {
  /**
   * The text.
   * @example We are open until six today.
   */
  @Text({ max: LONGEST_TEXT, judge: textFault })
  text: string;

  /** Color behind the text. */
  @BackgroundColor()
  backgroundColor?: string;

  @Field(
    (value) =>
      statusFont(value) === undefined ? `must be one of ${FONT_NAMES.join(', ')}, or its number` : undefined,
    {
      optional: true,
      oneOf: [
        { type: 'string', enum: FONT_NAMES },
        { type: 'integer', enum: FONT_NUMBERS },
      ],
      default: 'system',
      description: "Font of the text, by name or by WhatsApp's number.",
    },
  )
  font?: string | number;
}

/** The fields of every status post with a file. */
class PostMediaStatusDto extends IntersectionType(MediaFieldsDto, PostStatusDto) {}

export class PostPictureStatusDto extends PostMediaStatusDto {
  /**
   * Text that is shown with the picture or video.
   * @example The new menu
   */
  @Text({ max: LONGEST_CAPTION, optional: true })
  caption?: string;
}

export class PostVoiceStatusDto extends PostMediaStatusDto {
  /** Color behind the voice note. */
  @BackgroundColor()
  backgroundColor?: string;
}

/** How far a status post got while the caller waited, or when it will be posted. */
export class PostStatusResultDto extends SendOrScheduleResultDto {
  /** How many people the post is for, without the account itself. Absent if `status` is `scheduled`. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false, example: 12 })
  recipients?: number;
}
