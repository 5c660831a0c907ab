import { ApiProperty } from '@nestjs/swagger';
import { recipientFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Choice, Field } from '../../http/fields.js';

/** Our words for it, and WhatsApp's. */
export const SHOWN = {
  online: 'available',
  offline: 'unavailable',
  available: 'available',
  unavailable: 'unavailable',
} as const;

const STATUSES = Object.keys(SHOWN).filter((name): name is keyof typeof SHOWN => Object.hasOwn(SHOWN, name));

export class SetPresenceDto {
  /** `available` and `unavailable` are other words for the same. */
  @Choice(STATUSES, { example: 'online' })
  status: keyof typeof SHOWN;
}

/** How the account shows now. */
export class PresenceDto {
  @ApiProperty({ enum: ['online', 'offline'], example: 'online' })
  status: 'online' | 'offline';
}

/** Whom somebody is to be seen typing to. */
export class ActivityParams extends InstanceParams {
  /**
   * A phone number, or a JID.
   * @example 6281234567890
   */
  @Field(recipientFault)
  to: string;
}

export class ActivityDto {
  /**
   * As in the request.
   * @example 6281234567890
   */
  to: string;

  @ApiProperty({ enum: ['typing', 'recording', 'paused'], example: 'typing' })
  status: 'typing' | 'recording' | 'paused';
}

/** Whose presence is to be followed. */
export class SubscriptionParams extends InstanceParams {
  /**
   * A phone number, or a JID.
   * @example 6281234567890
   */
  @Field(recipientFault)
  jid: string;
}

export class SubscriptionDto {
  /** @example 6281234567890@s.whatsapp.net */
  jid: string;
}
