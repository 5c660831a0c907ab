import { epochMs } from '#libs/observability';
import { groupFault } from '#libs/whatsapp';
import { Field, type Judge, Text, Time } from '../../http/fields.js';
import { InviteCode } from '../../common/invite-code.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

/** Checks that an invitation is still valid when it is sent. */
const stillValid: Judge = (value, body) => {
  const sendAt = Date.parse(String(Reflect.get(body, 'sendAt')));
  const sentAt = Math.max(epochMs(), Number.isNaN(sendAt) ? 0 : sendAt);
  return Date.parse(String(value)) > sentAt ? undefined : 'must be later than the time of sending';
};

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

  /** When the invitation ends, from the same place. An invitation that has expired is not sent. */
  @Time({ example: '2036-12-31T09:00:00.000Z', judge: stillValid })
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
