import { destinationFault } from '#libs/whatsapp';
import { Field } from '../../http/fields.js';

/** The chat of a message whose id may be ambiguous. */
export function ChatOfMessage(): PropertyDecorator {
  return Field(destinationFault, {
    optional: true,
    description:
      'The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.',
  });
}
