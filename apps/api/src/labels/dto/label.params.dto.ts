import { recipientFault } from '#libs/whatsapp';
import { ChosenId } from '../../common/chosen-id.js';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field, Pattern } from '../../http/fields.js';

/** WhatsApp's apps number labels; other clients may use other ids. */
const LABEL_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The label that a path names. */
export class LabelParams extends InstanceParams {
  /**
   * Id of the label.
   * @example 6
   */
  @Pattern(LABEL_ID, 'must be 1 to 64 letters, digits, dashes and underscores', { example: '6' })
  labelId: string;
}

/** The label and the chat that a path names. */
export class LabelChatParams extends LabelParams {
  /**
   * The chat: a phone number with country code, or the JID of a person or group.
   * @example 6281234567890
   */
  @Field(recipientFault)
  jid: string;
}

/** The label and the message that a path names. */
export class LabelMessageParams extends LabelParams {
  /**
   * Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the
   * name of a route: `~` and the base64url of its UTF-8.
   * @example 3EB0C431C26A1916E07A
   */
  @ChosenId()
  messageId: string;
}

/** Names the chat of a message whose id is ambiguous. */
export class LabelMessageQuery {
  /**
   * The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message
   * with this id.
   */
  @Field(recipientFault, { optional: true })
  chatId?: string;
}
