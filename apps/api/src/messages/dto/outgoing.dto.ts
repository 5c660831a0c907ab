import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { personFault, recipientFault, type Schedule } from '#libs/whatsapp';
import { Judged, MayBeAbsent, NotBefore, timeFault } from '../../http/fields.js';

// Rules are judged from the last to the first, and the first that fails is named.

const LONGEST_ADDRESS = 128;
const MOST_MENTIONS = 1024;
const LONGEST_REFERENCE = 128;
const FARTHEST_MS = 366 * 24 * 60 * 60 * 1000;
/** How long a message may wait for a connection unless its sender says otherwise. */
const USUAL_WAIT_MS = 60 * 60 * 1000;

/** Whom a message is for. */
function Recipient(): PropertyDecorator {
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
function QuotedId(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    IsNotEmpty(),
    MaxLength(128),
    MayBeAbsent(),
    ApiProperty({ description: 'Id of the message that is answered', required: false }),
  );
}

/** What the caller calls it. */
function ClientReference(): PropertyDecorator {
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

/** When a message is to be sent, of every message that is sent. */
function SendAt(): PropertyDecorator {
  return applyDecorators(
    Judged(sendAtFault),
    MayBeAbsent(),
    ApiProperty({
      description: 'When to send it, up to a year ahead; now, when it is absent or past',
      format: 'date-time',
      required: false,
    }),
  );
}

/** Until when it may wait. */
function SendBy(): PropertyDecorator {
  return applyDecorators(
    Judged(timeFault),
    NotBefore('sendAt'),
    MayBeAbsent(),
    ApiProperty({
      description:
        'Until when it may be sent when the instance is not connected at `sendAt`: an hour later unless given. The same time: not later at all',
      format: 'date-time',
      required: false,
    }),
  );
}

function sendAtFault(value: unknown): string | undefined {
  const fault = timeFault(value);
  const ahead = typeof value === 'string' ? Date.parse(value) - Date.now() : 0;
  return fault ?? (ahead > FARTHEST_MS ? 'must not be more than a year ahead' : undefined);
}

/** Who is mentioned. */
function Mentions(): PropertyDecorator {
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

/** What every message may say, whatever it is. */
export class OutgoingDto {
  @Recipient()
  to: string;

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

/** When a message is to be sent; undefined: now. */
export function scheduleIn({ sendAt, sendBy }: Pick<OutgoingDto, 'sendAt' | 'sendBy'>): Schedule | undefined {
  if (sendAt === undefined) return undefined;
  const at = Date.parse(sendAt);
  return { sendAt: at, sendBy: sendBy === undefined ? at + USUAL_WAIT_MS : Date.parse(sendBy) };
}
