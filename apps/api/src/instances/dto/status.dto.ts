import { ApiProperty } from '@nestjs/swagger';
import { INSTANCE_STATUSES } from '#libs/whatsapp';
import type { ConnectionView, InstanceStatus, QrView, StatusView } from '#libs/whatsapp';
import { RESTRICTION_KINDS, RestrictionDetails, type RestrictionKind } from '#libs/events';
import { iso } from '../../common/times.js';

/** The end of a connection. */
export class DisconnectionDto {
  /**
   * Why the connection ended, as a word.
   * @example connection_lost
   */
  reason: string;

  /** WhatsApp's close code; absent if the connection ended without one. */
  @ApiProperty({ type: 'integer', required: false })
  code?: number;

  /** When the connection ended. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /**
   * When the instance connects again, if it waits for hours: until a temporary ban ends, or because WhatsApp refuses this
   * version. Absent in all other cases.
   */
  @ApiProperty({ format: 'date-time', required: false })
  until?: string;
}

function disconnection({ at, until, ...rest }: NonNullable<StatusView['lastDisconnect']>): DisconnectionDto {
  return { ...rest, at: iso(at), ...(until !== undefined && { until: iso(until) }) };
}

/** What WhatsApp does not let the account do. */
export class RestrictionDto {
  /**
   * What is restricted. `reachout_timelock`: the account must not write to people it has no chat with.
   * `new_chat_message_cap`: the account has used up its messages to new chats.
   */
  @ApiProperty({ enum: RESTRICTION_KINDS })
  kind: RestrictionKind;

  /** When the restriction ends; absent if WhatsApp does not say so. */
  @ApiProperty({ format: 'date-time', required: false })
  until?: string;

  /** What else WhatsApp says about it. */
  details: RestrictionDetails;
}

function restrictionOf({ until, ...rest }: NonNullable<StatusView['restriction']>): RestrictionDto {
  return { ...rest, ...(until !== undefined && { until: iso(until) }) };
}

export class ConnectionStatusDto {
  /**
   * State of the connection. `qr_required`: a QR code or pairing code is waiting to be used. `passkey_required`: WhatsApp asks
   * for the account's passkey, see `GET passkey`.
   */
  @ApiProperty({ enum: INSTANCE_STATUSES })
  status: InstanceStatus;

  /**
   * Why the instance stays disconnected until you call `POST connect`, as a word such as `logged_out`, `replaced` or
   * `qr_expired`. Absent in all other cases.
   */
  reason?: string;

  /** Phone number of the linked account, in digits; absent while no account is linked. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /** Profile name of the linked account; absent while it is unknown. */
  name?: string;

  /** When the instance was connected; absent while it is not. */
  @ApiProperty({ format: 'date-time', required: false })
  connectedAt?: string;

  /** When the current QR code expires; absent if there is no QR code right now. */
  @ApiProperty({ format: 'date-time', required: false })
  qrExpiresAt?: string;

  /** When the current pairing code expires; absent if there is no pairing code right now. */
  @ApiProperty({ format: 'date-time', required: false })
  pairingCodeExpiresAt?: string;

  /** When the current step of a link by passkey expires; absent if WhatsApp asks for no passkey right now. */
  @ApiProperty({ format: 'date-time', required: false })
  passkeyExpiresAt?: string;

  /** How the latest connection ended; absent if no connection has ended yet. */
  lastDisconnect?: DisconnectionDto;

  /** What WhatsApp does not let the account do; absent while there is no restriction. */
  restriction?: RestrictionDto;

  /**
   * How often something that WhatsApp delivered became no event, since the server started, by kind. The documentation lists
   * the kinds, with their reasons.
   */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { 'notification/psa': 1 },
  })
  ignored: Record<string, number>;

  static of({
    connectedAt,
    qrExpiresAt,
    pairingCodeExpiresAt,
    passkeyExpiresAt,
    lastDisconnect,
    restriction,
    ...view
  }: StatusView): ConnectionStatusDto {
    return {
      ...view,
      ...(connectedAt !== undefined && { connectedAt: iso(connectedAt) }),
      ...(qrExpiresAt !== undefined && { qrExpiresAt: iso(qrExpiresAt) }),
      ...(pairingCodeExpiresAt !== undefined && { pairingCodeExpiresAt: iso(pairingCodeExpiresAt) }),
      ...(passkeyExpiresAt !== undefined && { passkeyExpiresAt: iso(passkeyExpiresAt) }),
      ...(lastDisconnect && { lastDisconnect: disconnection(lastDisconnect) }),
      ...(restriction && { restriction: restrictionOf(restriction) }),
    };
  }
}

/** The state after a request to connect, with the code that links the device if one is needed. */
export class ConnectionDto extends ConnectionStatusDto {
  /** Text of the QR code to scan; absent if there is no QR code right now. */
  qr?: string;

  /**
   * The eight characters to enter on the phone; absent if there is no pairing code right now.
   * @example ABCD1234
   */
  pairingCode?: string;

  static override of({ qr, pairingCode, ...status }: ConnectionView): ConnectionDto {
    return {
      ...ConnectionStatusDto.of(status),
      ...(qr !== undefined && { qr }),
      ...(pairingCode !== undefined && { pairingCode }),
    };
  }
}

export class QrDto {
  /** Text of the QR code to scan. */
  qr: string;

  /** When the QR code expires. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of({ qr, expiresAt }: QrView): QrDto {
    return { qr, expiresAt: iso(expiresAt) };
  }
}
