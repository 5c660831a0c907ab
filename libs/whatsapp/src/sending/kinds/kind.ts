import type { Letter } from '../letter.js';
import type { Recipient } from '../recipient.js';

/** One kind of message that can be sent: what it says is plain data, which can be kept and sent later. */
export interface Kind<Draft> {
  /**
   * Sees that a draft can be sent at all; absent where its type already says so.
   * @returns the draft, with phone numbers in digits
   * @throws WhatsAppFault INVALID_REQUEST
   */
  checked?(draft: Draft): Draft;
  letter(recipient: Recipient, draft: Draft): Letter;
}
