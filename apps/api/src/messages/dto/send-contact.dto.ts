import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsNotEmpty,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { phoneFault } from '#libs/whatsapp';
import { Judged, MayBeAbsent } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

/** A line of a card ends where its text has a line break. */
function oneLine(value: unknown): string | undefined {
  return typeof value === 'string' && /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not hold line breaks or control characters'
    : undefined;
}

export class ContactCardDto {
  /** @example Jane Doe */
  @Judged(oneLine)
  @MaxLength(256)
  @IsNotEmpty()
  @IsString()
  name: string;

  /** Phone number with country code. */
  @Judged(phoneFault)
  @MaxLength(64)
  @IsNotEmpty()
  @IsString()
  @ApiProperty({ example: '6281234567891' })
  phone: string;

  /** @example Acme */
  @MayBeAbsent()
  @Judged(oneLine)
  @MaxLength(256)
  @IsNotEmpty()
  @IsString()
  organization?: string;
}

export class SendContactDto extends OutgoingDto {
  /** The cards. */
  @ValidateNested({ each: true })
  @IsObject({ each: true })
  @ArrayMaxSize(100)
  @ArrayMinSize(1)
  @IsArray()
  @Type(() => ContactCardDto)
  contacts: ContactCardDto[];
}
