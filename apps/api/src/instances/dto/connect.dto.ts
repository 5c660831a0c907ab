import { ApiProperty } from '@nestjs/swagger';
import { phoneFault } from '#libs/whatsapp';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Judged, MayBeAbsent } from '../../http/fields.js';

export class ConnectDto {
  /** Phone number of the account, to link by a pairing code that is entered on the phone, in place of a QR code. */
  @MayBeAbsent()
  @Judged(phoneFault)
  @MaxLength(64)
  @IsNotEmpty()
  @IsString()
  @ApiProperty({ example: '628111111111' })
  pairingPhone?: string;
}
