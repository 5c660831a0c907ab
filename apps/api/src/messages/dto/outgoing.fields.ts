import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { personFault, recipientFault } from '#libs/whatsapp';
import { Judged, MayBeAbsent } from '../../http/fields.js';

// Rules are judged from the last to the first, and the first that fails is named.

const LONGEST_ADDRESS = 128;
const MOST_MENTIONS = 1024;
const LONGEST_REFERENCE = 128;

/** Whom a message is for. */
export function Recipient(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    IsNotEmpty(),
    MaxLength(LONGEST_ADDRESS),
    Judged(recipientFault),
    ApiProperty({
      description: 'The recipient: a phone number with country code, or a JID',
      example: '6281234567890',
    }),
  );
}

/** The message that is answered. */
export function QuotedId(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    IsNotEmpty(),
    MaxLength(128),
    MayBeAbsent(),
    ApiProperty({ description: 'Id of the message that is answered', required: false }),
  );
}

/** What the caller calls it. */
export function ClientReference(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    IsNotEmpty(),
    MaxLength(LONGEST_REFERENCE),
    MayBeAbsent(),
    ApiProperty({
      description: 'A name of yours for it: `message_status` events and the message itself carry it',
      required: false,
      maxLength: LONGEST_REFERENCE,
      example: 'order-1742',
    }),
  );
}

/** Who is mentioned. */
export function Mentions(): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(MOST_MENTIONS),
    IsString({ each: true }),
    IsNotEmpty({ each: true }),
    MaxLength(LONGEST_ADDRESS, { each: true }),
    Judged(mentionsFault),
    MayBeAbsent(),
    ApiProperty({
      description: 'Phone numbers or JIDs of who is mentioned; the text names each as `@` and its number',
      type: [String],
      required: false,
    }),
  );
}

function mentionsFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(personFault).find((fault) => fault !== undefined);
}
