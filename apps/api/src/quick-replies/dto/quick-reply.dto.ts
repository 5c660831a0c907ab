import { ApiProperty } from '@nestjs/swagger';
import type { QuickReplyView } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field, Pattern, Texts } from '../../http/fields.js';

/** WhatsApp's apps take the time at which it was made; other clients may use other ids. */
const QUICK_REPLY_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** The limits of the WhatsApp Business app, in UTF-16 code units. */
const LONGEST_SHORTCUT = 25;
const LONGEST_MESSAGE = 1000;
const MOST_KEYWORDS = 3;
const LONGEST_KEYWORD = 15;

const SHORTCUT_SCHEMA = { example: 'hours', minLength: 1, maxLength: LONGEST_SHORTCUT };
const MESSAGE_SCHEMA = {
  example: 'We are open from 7 to 18 o’clock.',
  minLength: 1,
  maxLength: LONGEST_MESSAGE,
};

function textFault(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  if (value.length > most) return `must have at most ${most} characters`;
  return /\p{Cs}/u.test(value) ? 'must be well-formed Unicode' : undefined;
}

function shortcutFault(value: unknown): string | undefined {
  const spaced = typeof value === 'string' && /[\s\p{Cc}]/u.test(value.trim());
  const slashed = typeof value === 'string' && value.startsWith('/');
  if (slashed) return 'must not begin with a slash: apps show one before it';
  return spaced ? 'must be one word' : textFault(value, LONGEST_SHORTCUT);
}

function keywordsFault(value: unknown): string | undefined {
  const keywords: unknown[] = Array.isArray(value) ? value : [];
  const fault = keywords.map((each) => textFault(each, LONGEST_KEYWORD)).find((each) => each !== undefined);
  return fault && `contains an invalid entry: it ${fault}`;
}

function Keywords(): PropertyDecorator {
  return Texts({
    min: 0,
    max: MOST_KEYWORDS,
    longest: LONGEST_KEYWORD,
    optional: true,
    judge: keywordsFault,
    example: ['open'],
  });
}

/** The quick reply that a path names. */
export class QuickReplyParams extends InstanceParams {
  /**
   * Id of the quick reply.
   * @example 1790000000
   */
  @Pattern(QUICK_REPLY_ID, 'must be 1 to 64 letters, digits, dashes and underscores', {
    example: '1790000000',
  })
  quickReplyId: string;
}

/** A quick reply to create. */
export class CreateQuickReplyDto {
  /** What is typed after `/` to use it: one word that no other quick reply has. */
  @Field(shortcutFault, SHORTCUT_SCHEMA)
  shortcut: string;

  /** The text. */
  @Field((value) => textFault(value, LONGEST_MESSAGE), MESSAGE_SCHEMA)
  message: string;

  /** Words under which WhatsApp's apps find it. */
  @Keywords()
  keywords?: string[];
}

/** Changes to a quick reply: at least one of them. */
export class UpdateQuickReplyDto {
  /** What is typed after `/` to use it: one word that no other quick reply has. */
  @Field(shortcutFault, { optional: true, ...SHORTCUT_SCHEMA })
  shortcut?: string;

  /** The text. */
  @Field((value) => textFault(value, LONGEST_MESSAGE), { optional: true, ...MESSAGE_SCHEMA })
  message?: string;

  /** Words under which WhatsApp's apps find it. They replace all that it has. */
  @Keywords()
  keywords?: string[];
}

/** A text that the account has ready. */
export class QuickReplyDto implements QuickReplyView {
  /**
   * Id of the quick reply.
   * @example 1790000000
   */
  @ApiProperty({ example: '1790000000' })
  quickReplyId: string;

  /**
   * What is typed after `/` to use it.
   * @example hours
   */
  shortcut: string;

  /**
   * The text.
   * @example We are open from 7 to 18 o’clock.
   */
  message: string;

  /** Words under which WhatsApp's apps find it. */
  keywords: string[];
}

export class QuickRepliesDto {
  /** Sorted by shortcut. */
  quickReplies: QuickReplyDto[];
}

export class QuickReplyRemovalDto {
  /**
   * Id of the quick reply.
   * @example 1790000000
   */
  @ApiProperty({ example: '1790000000' })
  quickReplyId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}
