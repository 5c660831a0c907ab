import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { NewContact } from '#libs/whatsapp';
import { Judged, MayBeAbsent } from '../../http/fields.js';
import { Phone } from '../../common/phone.field.js';

const LONGEST_NAME = 256;

function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a text';
  if (value.trim() === '') return 'must not be blank';
  return /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not hold line breaks or control characters'
    : undefined;
}

/** Somebody to be entered in the address book. */
export class SaveContactDto implements NewContact {
  @Phone()
  phone: string;

  /** The name in full. */
  @Judged(nameFault)
  @MaxLength(LONGEST_NAME)
  @IsNotEmpty()
  @IsString()
  @ApiProperty({ example: 'John Doe' })
  name: string;

  /** The first word of the name, unless given. */
  @MayBeAbsent()
  @Judged(nameFault)
  @MaxLength(LONGEST_NAME)
  @IsNotEmpty()
  @IsString()
  @ApiProperty({ example: 'John', required: false })
  firstName?: string;

  /** WhatsApp does not keep it by itself; where `firstName` is not given, it tells where in the name that ends. */
  @MayBeAbsent()
  @Judged(nameFault)
  @MaxLength(LONGEST_NAME)
  @IsNotEmpty()
  @IsString()
  @ApiProperty({ example: 'Doe', required: false })
  lastName?: string;
}
