import { IsNotEmpty, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../../http/fields.js';
import { ClientReference, Mentions, QuotedId, Recipient, SendAt, SendBy } from './outgoing.fields.js';

export class SendLocationDto {
  @Recipient()
  to: string;

  /**
   * Degrees, north positive.
   * @example -6.1754
   */
  @Max(90)
  @Min(-90)
  @IsNumber()
  latitude: number;

  /**
   * Degrees, east positive.
   * @example 106.8272
   */
  @Max(180)
  @Min(-180)
  @IsNumber()
  longitude: number;

  /**
   * What the place is called.
   * @example National Monument
   */
  @MayBeAbsent()
  @MaxLength(1024)
  @IsNotEmpty()
  @IsString()
  name?: string;

  /** @example Gambir, Jakarta */
  @MayBeAbsent()
  @MaxLength(1024)
  @IsNotEmpty()
  @IsString()
  address?: string;

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
