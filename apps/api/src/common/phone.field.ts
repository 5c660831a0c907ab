import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { phoneFault } from '#libs/whatsapp';
import { Judged } from '../http/fields.js';

/** Longer than any way to write a phone number. */
export const LONGEST_PHONE = 64;

/** A phone number with country code. */
export function Phone(): PropertyDecorator {
  return applyDecorators(
    Judged(phoneFault),
    MaxLength(LONGEST_PHONE),
    IsNotEmpty(),
    IsString(),
    ApiProperty({ description: 'Phone number with country code', example: '6281234567890' }),
  );
}
