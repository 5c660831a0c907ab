import { groupFault } from '#libs/whatsapp';
import { addressList, LONGEST_ADDRESS } from '../../common/judges.js';
import { descriptionFault, LONGEST_DESCRIPTION, nameFault, NAME_LENGTH } from '../../common/texts.js';
import { People } from './participants.dto.js';
import { Field, Flag } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

const NAME_SCHEMA = { example: 'Acme', ...NAME_LENGTH };
const DESCRIPTION_SCHEMA = {
  optional: true,
  example: 'Everybody at Acme',
  maxLength: LONGEST_DESCRIPTION,
};

export class CreateCommunityDto {
  /** Name of the community, which the group for its announcements gets, too. */
  @Field(nameFault, NAME_SCHEMA)
  name: string;

  /** Description of the community. */
  @Field(descriptionFault, DESCRIPTION_SCHEMA)
  description?: string;

  /** Whether people must ask to join. It cannot be changed later. */
  @Flag({ optional: true, default: true })
  joinApproval?: boolean;

  /** Whether members who are not admins can put groups into the community. */
  @Flag({ optional: true, default: false })
  membersCanAddGroups?: boolean;

  /** Whether WhatsApp also makes a group in which everybody can write. */
  @Flag({ optional: true, default: false })
  generalGroup?: boolean;
}

/** Changes to a community: at least one of them. */
export class UpdateCommunityDto {
  /** New name of the community. */
  @Field(nameFault, { optional: true, ...NAME_SCHEMA })
  name?: string;

  /** New description of the community. An empty string removes it. */
  @Field(descriptionFault, DESCRIPTION_SCHEMA)
  description?: string;

  /** Members who are not admins can put groups into the community. */
  @Flag({ optional: true })
  membersCanAddGroups?: boolean;
}

export class SetCommunityPictureDto extends MediaFieldsDto {}

export class CreateCommunityGroupDto {
  /** Name of the group. */
  @Field(nameFault, { example: 'Sales', ...NAME_LENGTH })
  name: string;

  /** People to add to the group besides the account. They join the community, too. */
  @People({ optional: true })
  participants?: string[];
}

const MOST_GROUPS = 100;
const groups = addressList(groupFault, { max: MOST_GROUPS, of: 'JIDs of groups' });

function GroupJids(): PropertyDecorator {
  return Field(groups, {
    description: 'JIDs of groups.',
    type: [String],
    minItems: 1,
    maxItems: MOST_GROUPS,
    maxLength: LONGEST_ADDRESS,
    example: ['120363043211234567@g.us'],
  });
}

export class LinkGroupsDto {
  @GroupJids()
  groups: string[];
}

export class UnlinkGroupsDto {
  @GroupJids()
  groups: string[];

  /** Whether people leave the community, too, who are in no other group of it. */
  @Flag({ optional: true, default: false })
  removeMembers?: boolean;
}
