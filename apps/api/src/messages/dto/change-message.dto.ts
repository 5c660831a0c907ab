import { PickType } from '@nestjs/swagger';
import { recipientFault, textFault } from '#libs/whatsapp';
import { emojiFault } from '../../common/emoji.js';
import { PollChoice } from '../../common/poll-choice.field.js';
import { Choice, Field, Text } from '../../http/fields.js';
import { ChatOfMessage } from './chat.field.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';
import { LONGEST_TEXT } from './send-text.dto.js';

/** Names the chat of a message whose id is ambiguous. */
export class ChatQuery {
  @ChatOfMessage()
  chatId?: string;
}

export class EditMessageDto {
  /**
   * The new text or, for a message with a file, the new caption.
   * @example Hello again!
   */
  @Text({ max: LONGEST_TEXT, judge: textFault })
  text: string;

  @ChatOfMessage()
  chatId?: string;
}

export class DeleteMessageQuery {
  /** `everyone`: delete the message for everyone in the chat. `me`: delete it on the account's own devices only. */
  @Choice(['everyone', 'me'], { optional: true, default: 'everyone' })
  scope?: 'everyone' | 'me';

  @ChatOfMessage()
  chatId?: string;
}

export class ReactDto {
  /** One emoji. An empty string removes the reaction. */
  @Field(emojiFault, { example: '👍' })
  emoji: string;

  @ChatOfMessage()
  chatId?: string;
}

export class VoteDto {
  /**
   * The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list
   * withdraws it.
   */
  @PollChoice()
  options: string[];

  @ChatOfMessage()
  chatId?: string;
}

const MOST_RECIPIENTS = 20;

function recipientsFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return recipientFault(value);
  if (value.length === 0 || value.length > MOST_RECIPIENTS)
    return `must contain 1 to ${MOST_RECIPIENTS} recipients`;
  const fault = value.map(recipientFault).find((each) => each !== undefined);
  return fault ?? (new Set(value).size < value.length ? 'must not name a recipient twice' : undefined);
}

export class ForwardDto extends PickType(OutgoingDto, ['clientReference', 'sendAt', 'sendBy']) {
  /** The recipient: a phone number with country code, or a JID; or a list of different recipients. */
  @Field(recipientsFault, {
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MOST_RECIPIENTS, uniqueItems: true },
    ],
    example: ['6281234567890', '6281234567891'],
  })
  to: string | string[];

  @ChatOfMessage()
  chatId?: string;
}
