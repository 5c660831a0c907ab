import { groupFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field, Pattern } from '../../http/fields.js';

/** The group that a path names. */
export class GroupParams extends InstanceParams {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Field(groupFault)
  groupJid: string;
}

export const INVITE_CODE = /^[A-Za-z0-9_-]{8,64}$/;

/** The invite link that a path names. */
export class InviteParams extends InstanceParams {
  /**
   * The code of an invite link: what follows `https://chat.whatsapp.com/`.
   * @example AbCdEfGhIjKlMnOpQrStUv
   */
  @Pattern(INVITE_CODE, 'must be the code of an invite link: 8 to 64 letters, digits, - or _')
  inviteCode: string;
}
