import { ApiProperty } from '@nestjs/swagger';
import { recipientFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Choice, Field } from '../../http/fields.js';

/** WhatsApp's words for the values that callers may send. */
export const SHOWN = {
  online: 'available',
  offline: 'unavailable',
  available: 'available',
  unavailable: 'unavailable',
} as const;

const STATUSES = Object.keys(SHOWN).filter((name): name is keyof typeof SHOWN => Object.hasOwn(SHOWN, name));

export class SetPresenceDto {
  /** What others see. `available` is a synonym of `online`, and `unavailable` one of `offline`. */
  @Choice(STATUSES, { example: 'online' })
  status: keyof typeof SHOWN;
}

/** What others see of the account now. */
export class PresenceDto {
  /** What others see of the account now. */
  @ApiProperty({ enum: ['online', 'offline'], example: 'online' })
  status: 'online' | 'offline';
}

/** The chat in which an activity is shown. */
export class ActivityParams extends InstanceParams {
  /**
   * The chat: a phone number with country code, or the JID of a person or group.
   * @example 6281234567890
   */
  @Field(recipientFault)
  to: string;
}

export class ActivityDto {
  /**
   * The chat as named in the request.
   * @example 6281234567890
   */
  to: string;

  /** What the account is shown doing. `paused`: neither typing nor recording. */
  @ApiProperty({ enum: ['typing', 'recording', 'paused'], example: 'typing' })
  status: 'typing' | 'recording' | 'paused';
}

/** The person or group to subscribe to. */
export class SubscriptionParams extends InstanceParams {
  /**
   * A phone number with country code, or the JID of a person or group.
   * @example 6281234567890
   */
  @Field(recipientFault)
  jid: string;
}

export class SubscriptionDto {
  /**
   * JID that the instance is subscribed to.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;
}
