import { groupFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { matching } from '../../common/judges.js';
import { Field } from '../../http/fields.js';

/** Which group a path is about. */
export class GroupParams extends InstanceParams {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Field(groupFault)
  groupJid: string;
}

const inviteCode = matching(
  /^[A-Za-z0-9_-]{8,64}$/,
  'must be the code of an invite link: 8 to 64 letters, digits, - or _',
);

export class InviteParams extends InstanceParams {
  /**
   * The last part of an invite link, `https://chat.whatsapp.com/…`.
   * @example AbCdEfGhIjKlMnOpQrStUv
   */
  @Field(inviteCode)
  inviteCode: string;
}
