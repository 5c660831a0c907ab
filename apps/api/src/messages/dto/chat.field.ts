import { recipientFault } from '#libs/whatsapp';
import { Field } from '../../http/fields.js';

/** Which chat a message is in, where several have the same id. */
export function ChatOfMessage(): PropertyDecorator {
  return Field(recipientFault, {
    optional: true,
    description:
      'The chat of the message, a phone number or JID: needed only where several chats have the same id',
  });
}
