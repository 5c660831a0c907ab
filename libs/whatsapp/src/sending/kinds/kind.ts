import type { Letter } from '../letter.js';
import type { Recipient } from '../recipient.js';

/** A kind of message. Its draft is plain data, which can be stored and sent later. */
export interface Kind<Draft> {
  /**
   * Checks that a draft can be sent. Absent if every draft of this type can be.
   * @returns the draft, with phone numbers in digits
   * @throws WhatsAppFault INVALID_REQUEST
   */
  checked?(draft: Draft): Draft;
  letter(recipient: Recipient, draft: Draft): Letter;
}
