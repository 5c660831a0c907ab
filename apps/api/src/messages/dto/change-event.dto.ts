import { EVENT_ANSWERS, type EventAnswer, textFault } from '#libs/whatsapp';
import { LONGEST_URL, webUrl } from '../../common/judges.js';
import { LONGEST_DESCRIPTION, NAME_LENGTH, nameFault } from '../../common/texts.js';
import { Choice, Count, Field, Flag, Part, Text, Time } from '../../http/fields.js';
import { ChatOfMessage } from './chat.field.js';
import { EventLocationDto } from './send-event.dto.js';

const MOST_GUESTS = 100;

const onlyTrue = (value: unknown) =>
  value === true ? undefined : 'must be true: a cancelled event stays cancelled';

/** Changes to a calendar event: at least one of them. null removes what the event has. */
export class ChangeEventDto {
  /** New name of the event. */
  @Field(nameFault, { optional: true, ...NAME_LENGTH })
  name?: string;

  /** New description. */
  @Text({ max: LONGEST_DESCRIPTION, optional: true, nullable: true, type: String, judge: textFault })
  description?: string | null;

  /** When it begins. */
  @Time({ optional: true })
  startsAt?: string;

  /** When it ends, after it begins. */
  @Time({ optional: true, nullable: true, type: String })
  endsAt?: string | null;

  /** Where it takes place. */
  @Part(EventLocationDto, { optional: true, nullable: true })
  location?: EventLocationDto | null;

  /** The link by which people join. */
  @Field(webUrl, { optional: true, nullable: true, type: String, maxLength: LONGEST_URL })
  joinLink?: string | null;

  /** Whether people may bring guests. */
  @Flag({ optional: true })
  guestsAllowed?: boolean;

  /** Cancels the event, which cannot be undone. */
  @Flag({ optional: true, judge: onlyTrue })
  cancelled?: boolean;

  @ChatOfMessage()
  chatId?: string;
}

export class AnswerEventDto {
  /** Whether the account takes part. */
  @Choice(EVENT_ANSWERS, { example: 'going' })
  answer: EventAnswer;

  /** How many people the account brings. Only if the event allows guests. */
  @Count({ min: 0, max: MOST_GUESTS, optional: true, default: 0 })
  guests?: number;

  @ChatOfMessage()
  chatId?: string;
}
