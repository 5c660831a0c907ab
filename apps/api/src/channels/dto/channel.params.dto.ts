import { channelFault, personFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field, Pattern } from '../../http/fields.js';
import { InviteCode } from '../../common/invite-code.js';

/** The channel that a path names. */
export class ChannelParams extends InstanceParams {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  @Field(channelFault)
  channelJid: string;
}

const SERVER_ID = /^[1-9]\d{0,14}$/;

/** The post of a channel that a path names. */
export class ChannelPostParams extends ChannelParams {
  /**
   * Number of the post in its channel.
   * @example 100
   */
  @Pattern(SERVER_ID, 'must be the number of a post: 1 to 15 digits', { example: '100' })
  serverId: string;
}

/** The admin of a channel that a path names. */
export class ChannelAdminParams extends ChannelParams {
  /**
   * The person: a phone number with country code, or a JID.
   * @example 6281234567890
   */
  @Field(personFault)
  person: string;
}

/** The invite link that a path names. */
export class ChannelInviteParams extends InstanceParams {
  /**
   * The code of an invite link: what follows `https://whatsapp.com/channel/`.
   * @example 0029Va4K0PZ5a245NkngBA2M
   */
  @InviteCode('invite link')
  inviteCode: string;
}
