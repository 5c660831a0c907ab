import { ApiProperty } from '@nestjs/swagger';
import type { InstanceStatus, QrView, StatusView } from '#libs/whatsapp';
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

  lastDisconnect?: DisconnectionDto;

  static of({ connectedAt, qrExpiresAt, lastDisconnect, ...view }: StatusView): StatusDto {
    return {
      ...view,
      ...(connectedAt !== undefined && { connectedAt: iso(connectedAt) }),
      ...(qrExpiresAt !== undefined && { qrExpiresAt: iso(qrExpiresAt) }),
      ...(lastDisconnect && { lastDisconnect: { ...lastDisconnect, at: iso(lastDisconnect.at) } }),
    };
  }
}

/** The status after asking for a connection, with the first QR code where one is due. */
export class ConnectionDto extends StatusDto {
  /** The text to show as a QR code. */
  qr?: string;
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

/** Times of resources are ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
