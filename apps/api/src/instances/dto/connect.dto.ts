import { LONGEST_ADDRESS } from '../../common/judges.js';
import { Phone } from '../../common/phone.field.js';

export class ConnectDto {
  /** Phone number of the account, to link by a pairing code that is entered on the phone, in place of a QR code. */
  @Phone({ optional: true, maxLength: LONGEST_ADDRESS, example: '628111111111' })
  pairingPhone?: string;
}
