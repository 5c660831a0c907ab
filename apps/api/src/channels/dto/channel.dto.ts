import { ApiProperty } from '@nestjs/swagger';
import {
  CHANNEL_ROLES,
  CHANNEL_STATES,
  type ChannelRole,
  type ChannelState,
  type ChannelView,
} from '#libs/whatsapp';
import { iso } from '../../common/times.js';

/** A WhatsApp channel. */
export class ChannelDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /**
   * Name of the channel.
   * @example Acme News
   */
  name: string;

  /**
   * Description of the channel; absent if it has none.
   * @example What is new at Acme
   */
  description?: string;

  /**
   * The code at the end of the invite link.
   * @example 0029Va4K0PZ5a245NkngBA2M
   */
  inviteCode?: string;

  /**
   * The link by which people find the channel.
   * @example https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M
   */
  inviteLink?: string;

  /** Number of followers. Absent in lists, for which WhatsApp does not report it. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 4242 })
  followers?: number;

  /** WhatsApp has verified the channel. */
  verified: boolean;

  /**
   * `geosuspended`: not available in some countries. `unknown`: a state that this version does not know.
   */
  @ApiProperty({ enum: CHANNEL_STATES, example: 'active' })
  state: ChannelState;

  /** The role of the account. `guest`: it does not follow the channel. Absent if WhatsApp reports none. */
  @ApiProperty({ enum: CHANNEL_ROLES, required: false, example: 'owner' })
  role?: ChannelRole;

  /** Whether notifications about posts are off. Absent if the account does not follow the channel. */
  muted?: boolean;

  /** When the channel was created. */
  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  /** Whether the channel has a picture. */
  hasPicture: boolean;

  static of({ createdAt, ...channel }: ChannelView): ChannelDto {
    return { ...channel, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}

export class ChannelsDto {
  /** In the order in which WhatsApp lists them. */
  channels: ChannelDto[];
}

/** The changes that were made to a channel. */
export class ChannelChangeDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /**
   * The new name; absent if the request did not change it.
   * @example Acme News
   */
  name?: string;

  /**
   * The new description; absent if the request did not change it.
   * @example What is new at Acme
   */
  description?: string;
}

export class ChannelDeletionDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}

export class ChannelFollowDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Whether the account follows the channel now. */
  following: boolean;
}

export class ChannelMuteDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Whether notifications about posts are off now. */
  muted: boolean;
}

export class ChannelPictureDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Whether the channel has a picture now. */
  picture: boolean;
}

export class ChannelAdminsDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Number of admins, the owner included. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 2 })
  count: number;
}

/** An invitation to be an admin of a channel. */
export class ChannelInvitationDto {
  /**
   * The person as named in the request.
   * @example 6281234567890
   */
  person: string;

  /** When the invitation ends; absent if WhatsApp does not report it. */
  @ApiProperty({ format: 'date-time', required: false })
  expiresAt?: string;

  /** Id of the message by which the person accepts the invitation. */
  @ApiProperty({ example: '3EB0A1B2C3D4E5F60718' })
  messageId: string;

  /** `pending`: WhatsApp has not acknowledged the message yet. */
  @ApiProperty({ enum: ['sent', 'pending'] })
  status: 'sent' | 'pending';
}

/** What was done to an admin of a channel. */
export class ChannelAdminChangeDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /**
   * The person as named in the request.
   * @example 6281234567890
   */
  person: string;

  /** What was done. */
  @ApiProperty({ enum: ['demoted', 'invitation_revoked', 'made_owner'] })
  status: 'demoted' | 'invitation_revoked' | 'made_owner';
}
