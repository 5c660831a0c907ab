import { groupFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';
import { InviteCode } from '../../common/invite-code.js';

/** The group that a path names. */
export class GroupParams extends InstanceParams {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Field(groupFault)
  groupJid: string;
}

/** The invite link that a path names. */
export class InviteParams extends InstanceParams {
  /**
   * The code of an invite link: what follows `https://chat.whatsapp.com/`.
   * @example AbCdEfGhIjKlMnOpQrStUv
   */
  @InviteCode('invite link')
  inviteCode: string;
}
