import { groupFault } from '#libs/whatsapp';
import { Field, Text, Time } from '../../http/fields.js';
import { InviteCode } from '../../common/invite-code.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

export class SendGroupInviteDto extends OutgoingDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Field(groupFault)
  groupJid: string;

  /**
   * The code of the invitation, from `invitation` in the result of adding this person.
   * @example AbCdEfGhIjKlMnOp
   */
  @InviteCode('invitation')
  inviteCode: string;

  /** When the invitation ends, from the same place. */
  @Time({ example: '2026-12-31T09:00:00.000Z' })
  expiresAt: string;

  /**
   * Name of the group, which the message shows. Default: WhatsApp is asked for it.
   * @example Lunch
   */
  @Text({ max: 100, optional: true })
  groupName?: string;

  /**
   * A text below the name.
   * @example Join us
   */
  @Text({ max: 1024, optional: true })
  caption?: string;
}
