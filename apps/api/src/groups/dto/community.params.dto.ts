import { groupFault } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Field } from '../../http/fields.js';

/** The community that a path names. */
export class CommunityParams extends InstanceParams {
  /**
   * JID of the community.
   * @example 120363043211234568@g.us
   */
  @Field(groupFault)
  communityJid: string;
}

/** The group of a community that a path names. */
export class CommunityGroupParams extends CommunityParams {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  @Field(groupFault)
  groupJid: string;
}
