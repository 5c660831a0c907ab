import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { recipientFault } from '#libs/whatsapp';
import { Judged, MayBeAbsent } from '../../http/fields.js';

/** Which chat a message is in, where several have the same id. */
export function ChatOfMessage(): PropertyDecorator {
  return applyDecorators(
    Judged(recipientFault),
    MayBeAbsent(),
    ApiProperty({
      description:
        'The chat of the message, a phone number or JID: needed only where several chats have the same id',
      required: false,
    }),
  );
}
