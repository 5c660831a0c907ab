import { Matches } from 'class-validator';
import { groupFault } from '#libs/whatsapp';
import { Judged } from '../../http/fields.js';
import { InstanceParams } from '../../common/instance.params.dto.js';

/** Which group a path is about. */
export class GroupParams extends InstanceParams {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Judged(groupFault)
  groupJid: string;
}

const INVITE_CODE = /^[A-Za-z0-9_-]{8,64}$/;

export class InviteParams extends InstanceParams {
  /**
   * The last part of an invite link, `https://chat.whatsapp.com/…`.
   * @example AbCdEfGhIjKlMnOpQrStUv
   */
  @Matches(INVITE_CODE, { message: 'must be the code of an invite link: 8 to 64 letters, digits, - and _' })
  inviteCode: string;
}
