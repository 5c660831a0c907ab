import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { ClientReference, Mentions, QuotedId, Recipient, SendAt, SendBy } from './outgoing.fields.js';

// Rules are judged from the last to the first, and the first that fails is named.
export class SendTextDto {
  @Recipient()
  to: string;

  /** @example Hello from API! */
  @MaxLength(65_536)
  @IsNotEmpty()
  @IsString()
  text: string;

  @QuotedId()
  quotedMessageId?: string;

  @Mentions()
  mentions?: string[];

  @ClientReference()
  clientReference?: string;

  @SendAt()
  sendAt?: string;

  @SendBy()
  sendBy?: string;
}
