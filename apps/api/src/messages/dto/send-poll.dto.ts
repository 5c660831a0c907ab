import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { MayBeAbsent } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

/** What WhatsApp's clients let people enter. */
const MOST_OPTIONS = 12;

export class SendPollDto extends OutgoingDto {
  /**
   * The question.
   * @example When shall we meet?
   */
  @MaxLength(255)
  @IsNotEmpty()
  @IsString()
  name: string;

  /** What can be chosen. */
  @MaxLength(100, { each: true })
  @IsNotEmpty({ each: true })
  @IsString({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(MOST_OPTIONS)
  @ArrayMinSize(2)
  @IsArray()
  @ApiProperty({ example: ['Monday', 'Tuesday'] })
  options: string[];

  /** How many options one may choose; 0: any number. */
  @MayBeAbsent()
  @Max(MOST_OPTIONS)
  @Min(0)
  @IsInt()
  @ApiProperty({ type: 'integer', default: 1, required: false })
  selectableCount?: number;
}
