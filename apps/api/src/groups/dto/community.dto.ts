import { ApiProperty } from '@nestjs/swagger';
import {
  type CommunitySummary,
  type CommunityView,
  LINK_ACTIONS,
  LINK_FAULTS,
  type LinkError,
  type LinkReason,
  type LinkResult,
  type SubgroupFacts,
} from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { GroupParticipantDto } from './group.dto.js';

/** A community, without its groups. */
export class CommunitySummaryDto {
  /**
   * JID of the community. It has no messages: write to one of its groups.
   * @example 120363043211234568@g.us
   */
  jid: string;

  /**
   * Name of the community.
   * @example Acme
   */
  name: string;

  /**
   * Description of the community; absent if it has none.
   * @example Everybody at Acme
   */
  description?: string;

  /**
   * JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none.
   * @example 628111111111@s.whatsapp.net
   */
  owner?: string;

  /** When the community was created. */
  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  /** Number of members that WhatsApp shows of the community itself. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  size: number;

  /** Whether people must ask to join. */
  joinApproval: boolean;

  /** Members who are not admins can put groups into the community. */
  membersCanAddGroups: boolean;

  /**
   * JID of the group for announcements, in which only admins of the community write and which all members read. Absent if
   * WhatsApp does not say it.
   * @example 120363043211234569@g.us
   */
  announcementGroupJid?: string;

  static of({ createdAt, ...community }: CommunitySummary): CommunitySummaryDto {
    return { ...community, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}

export class CommunitiesDto {
  /** In the order in which WhatsApp lists them. */
  communities: CommunitySummaryDto[];
}

/** A group in a community. The account need not be in it. */
export class CommunityGroupDto {
  /**
   * JID of the group.
   * @example 120363043211234569@g.us
   */
  jid: string;

  /**
   * Name of the group.
   * @example Acme
   */
  name: string;

  /** Whether it is the group for the announcements of the community. */
  isAnnouncementGroup: boolean;

  /** Number of members; absent if WhatsApp does not say it. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3, required: false })
  size?: number;

  /** When the group was created; absent if WhatsApp does not say it. */
  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  static of({ createdAt, ...group }: SubgroupFacts): CommunityGroupDto {
    return { ...group, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}

export class CommunityGroupsDto {
  /** In the order in which WhatsApp lists them. */
  groups: CommunityGroupDto[];
}

export class CommunityDto extends CommunitySummaryDto {
  /** The groups in the community, in the order in which WhatsApp lists them. */
  groups: CommunityGroupDto[];

  static override of({ groups, ...summary }: CommunityView): CommunityDto {
    return { ...CommunitySummaryDto.of(summary), groups: groups.map((group) => CommunityGroupDto.of(group)) };
  }
}

export class CommunityMembersDto {
  /** Everybody in the community or in one of its groups, with their roles in the community. */
  members: GroupParticipantDto[];
}

/** The changes that were made to a community. What the request did not change is absent. */
export class CommunityChangeDto {
  /**
   * JID of the community.
   * @example 120363043211234568@g.us
   */
  jid: string;

  /**
   * The new name.
   * @example Acme Inc.
   */
  name?: string;

  /**
   * The new description.
   * @example Everybody at Acme
   */
  description?: string;

  /** Whether members who are not admins can put groups into the community now. */
  membersCanAddGroups?: boolean;
}

export class CommunityLeavingDto {
  /**
   * JID of the community.
   * @example 120363043211234568@g.us
   */
  jid: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  left: boolean;
}

export class CommunityDeactivationDto {
  /**
   * JID of the community.
   * @example 120363043211234568@g.us
   */
  jid: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deactivated: boolean;
}

export class CommunityPictureDto {
  /**
   * JID of the community.
   * @example 120363043211234568@g.us
   */
  jid: string;

  /** Whether the community has a picture now. */
  picture: boolean;
}

const REASONS = Object.keys(LINK_FAULTS);
const STATUSES = [...Object.values(LINK_ACTIONS), 'failed'];

/** Why an action failed for one group. */
export class LinkErrorDto implements LinkError {
  /** Why the action failed. `unknown`: WhatsApp reported no result for this group. */
  @ApiProperty({ enum: REASONS, example: 'not_allowed' })
  reason: LinkReason;

  /** Explains `reason`. */
  message: string;

  /** WhatsApp's error code; absent if WhatsApp did not refuse the action. */
  @ApiProperty({ required: false, example: '401' })
  code?: string;
}

/** The result of an action for one group. */
export class LinkResultDto implements LinkResult {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  groupJid: string;

  /** What was done, or `failed`: see `error`. */
  @ApiProperty({ enum: STATUSES, example: 'linked' })
  status: LinkResult['status'];

  /** Present only if `status` is `failed`. */
  error?: LinkErrorDto;
}

export class LinkResultsDto {
  /** One result per group, in the order of the request. */
  results: LinkResultDto[];
}
