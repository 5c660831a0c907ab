import { personFault } from '#libs/whatsapp';
import { Field, Time } from '../../http/fields.js';
import { InviteCode } from '../../common/invite-code.js';

/** An invitation for the account, as it arrived in a `message` event. */
export class AcceptInvitationDto {
  /**
   * `groupInvite.code` of the message.
   * @example AbCdEfGhIjKlMnOp
   */
  @InviteCode('invitation')
  inviteCode: string;

  /** `groupInvite.expiresAt` of the message, as an ISO 8601 time. */
  @Time({ example: '2036-12-31T09:00:00.000Z' })
  expiresAt: string;

  /**
   * Phone number or JID of the person who sent the invitation.
   * @example 6281234567890
   */
  @Field(personFault)
  invitedBy: string;
}
