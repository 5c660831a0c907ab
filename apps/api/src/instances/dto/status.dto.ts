import { ApiProperty } from '@nestjs/swagger';
import type { ConnectionView, InstanceStatus, QrView, StatusView } from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { INSTANCE_STATUSES } from './instance.dto.js';

/** How a connection ended. */
export class DisconnectionDto {
  /** @example connection_lost */
  reason: string;

  /** WhatsApp's close code. */
  @ApiProperty({ type: 'integer', required: false })
  code?: number;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class StatusDto {
  @ApiProperty({ enum: INSTANCE_STATUSES })
  status: InstanceStatus;

  /** Why it is not connected, where there is more to say. */
  reason?: string;

  /** The account's phone number in digits. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /** The account's name. */
  name?: string;

  @ApiProperty({ format: 'date-time', required: false })
  connectedAt?: string;

  /** When the present QR code ends. */
  @ApiProperty({ format: 'date-time', required: false })
  qrExpiresAt?: string;

  /** When the present pairing code ends. */
  @ApiProperty({ format: 'date-time', required: false })
  pairingCodeExpiresAt?: string;

  lastDisconnect?: DisconnectionDto;

  static of({
    connectedAt,
    qrExpiresAt,
    pairingCodeExpiresAt,
    lastDisconnect,
    ...view
  }: StatusView): StatusDto {
    return {
      ...view,
      ...(connectedAt !== undefined && { connectedAt: iso(connectedAt) }),
      ...(qrExpiresAt !== undefined && { qrExpiresAt: iso(qrExpiresAt) }),
      ...(pairingCodeExpiresAt !== undefined && { pairingCodeExpiresAt: iso(pairingCodeExpiresAt) }),
      ...(lastDisconnect && { lastDisconnect: { ...lastDisconnect, at: iso(lastDisconnect.at) } }),
    };
  }
}

/** The status after asking for a connection, with the code that links the device where one is due. */
export class ConnectionDto extends StatusDto {
  /** The text to show as a QR code. */
  qr?: string;

  /**
   * The eight characters to enter on the phone.
   * @example ABCD1234
   */
  pairingCode?: string;

  static override of({ qr, pairingCode, ...status }: ConnectionView): ConnectionDto {
    return {
      ...StatusDto.of(status),
      ...(qr !== undefined && { qr }),
      ...(pairingCode !== undefined && { pairingCode }),
    };
  }
}

export class QrDto {
  /** The text to show as a QR code. */
  qr: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of({ qr, expiresAt }: QrView): QrDto {
    return { qr, expiresAt: iso(expiresAt) };
  }
}
