import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../http/fields.js';

// Rules are judged from the last to the first, and the first that fails is named.
export class SendTextDto {
  /** The recipient: a phone number with country code, or a JID. */
  @ApiProperty({ example: '6281234567890' })
  @MaxLength(128)
  @IsNotEmpty()
  @IsString()
  to: string;

  /** @example Hello from API! */
  @MaxLength(65_536)
  @IsNotEmpty()
  @IsString()
  text: string;

  /** Id of the message that is answered. */
  @MayBeAbsent()
  @MaxLength(128)
  @IsNotEmpty()
  @IsString()
  quotedMessageId?: string;

  /** Phone numbers or JIDs of who is mentioned; the text names each as `@` and its number. */
  @MayBeAbsent()
  @MaxLength(128, { each: true })
  @IsNotEmpty({ each: true })
  @IsString({ each: true })
  @ArrayMaxSize(1024)
  @IsArray()
  mentions?: string[];
}
