import { Phone } from '../../common/phone.field.js';

export class ConnectDto {
  /**
   * Phone number of the account with country code, to link the device by a pairing code. Default: link by QR code.
   */
  @Phone({ optional: true, example: '628111111111' })
  pairingPhone?: string;
}
