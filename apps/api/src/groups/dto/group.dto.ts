import { ApiProperty } from '@nestjs/swagger';
import {
  GROUP_ROLES,
  type GroupInvite,
  type GroupParticipant,
  type GroupRole,
  type GroupSummary,
  type GroupView,
  type Joining,
  type JoinRequest,
  type ParticipantResult,
} from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { ParticipantResultDto } from './participants.dto.js';

/** A group, without its members. */
export class GroupSummaryDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /**
   * Name of the group.
   * @example Lunch
   */
  name: string;

  /**
   * Description of the group; absent if it has none.
   * @example Every day at twelve
   */
  description?: string;

  /**
   * JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none.
   * @example 6281234567890@s.whatsapp.net
   */
  owner?: string;

  /** When the group was created. */
  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  /** Number of members, the account included. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  size: number;

  /** Only admins can send messages. */
  announce: boolean;

  /** Only admins can change name, description and picture. */
  restrict: boolean;

  /** Members who are not admins can add people, too. */
  membersCanAdd: boolean;

  /** An admin must approve people who join by the invite link. */
  joinApproval: boolean;

  /** Seconds after which messages disappear; 0: never. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  disappearingSeconds: number;

  /** Whether it is a community, which has no messages: see `communities`. */
  isCommunity: boolean;

  /**
   * JID of the community that the group is in; absent if it is in none.
   * @example 120363043211234568@g.us
   */
  communityJid?: string;

  /** Whether it is the group for the announcements of its community. */
  isAnnouncementGroup: boolean;

  static of({ createdAt, ...group }: GroupSummary): GroupSummaryDto {
    return { ...group, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}

/** What WhatsApp shows of a group to somebody who is invited to it. */
export class PersonalGroupInvitationDto extends GroupSummaryDto {
  /** When the invitation ends. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}

export class GroupsDto {
  /** In the order in which WhatsApp lists them. */
  groups: GroupSummaryDto[];
}

/** A member of a group. */
export class GroupParticipantDto implements GroupParticipant {
  /**
   * Phone JID, or LID while the phone number is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Phone number in digits; absent while it is unknown. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /**
   * LID, as a JID; absent while it is unknown.
   * @example 913103037140909@lid
   */
  lid?: string;

  /** `superadmin` is the creator, who cannot be removed or demoted. */
  @ApiProperty({ enum: GROUP_ROLES })
  role: GroupRole;

  /**
   * What they call their role in the group; absent if nothing, or if this device has not heard it.
   * @example Accounting
   */
  label?: string;
}

/** What the account calls its role in a group now. */
export class MemberLabelDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /**
   * The label; empty if it was removed.
   * @example Accounting
   */
  label: string;

  /**
   * Id of the message by which the members learn it.
   * @example 3EB0A9253FA64269E11C9D
   */
  messageId: string;

  /** `pending`: WhatsApp has not acknowledged it yet. */
  @ApiProperty({ enum: ['sent', 'pending'] })
  status: 'sent' | 'pending';
}

export class GroupParticipantsDto {
  /** In the order in which WhatsApp lists them. */
  participants: GroupParticipantDto[];
}

export class GroupDto extends GroupSummaryDto {
  /** In the order in which WhatsApp lists them. */
  participants: GroupParticipantDto[];

  static override of({ participants, ...summary }: GroupView): GroupDto {
    return { ...GroupSummaryDto.of(summary), participants };
  }
}

/** A group that was just created. */
export class NewGroupDto extends GroupDto {
  /** One result per participant, in the order of the request. */
  results: ParticipantResultDto[];

  static override of({ results, ...group }: GroupView & { results: ParticipantResult[] }): NewGroupDto {
    return { ...GroupDto.of(group), results: results.map((result) => ParticipantResultDto.of(result)) };
  }
}

/** The changes that were made to a group. What the request did not change is absent. */
export class GroupChangeDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /**
   * The new name.
   * @example Dinner
   */
  name?: string;

  /**
   * The new description.
   * @example Every day at eight
   */
  description?: string;

  /** Whether only admins can send messages now. */
  announce?: boolean;

  /** Whether only admins can change name, description and picture now. */
  restrict?: boolean;

  /** Whether members who are not admins can add people now. */
  membersCanAdd?: boolean;

  /** Whether an admin must approve people who join by the invite link now. */
  joinApproval?: boolean;

  /** Seconds after which new messages disappear now; 0: never. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 0, required: false })
  disappearingSeconds?: number;
}

export class GroupLeavingDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  left: boolean;
}

export class GroupPictureDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /** Whether the group has a picture now. */
  picture: boolean;
}

export class InviteLinkDto implements GroupInvite {
  /**
   * The code at the end of the link.
   * @example AbCdEfGhIjKlMnOpQrStUv
   */
  inviteCode: string;

  /**
   * The link by which people join the group.
   * @example https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv
   */
  inviteLink: string;
}

/** Somebody who waits to be let into a group. */
export class JoinRequestDto {
  /**
   * Phone JID, or LID while the phone number is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Phone number in digits; absent while it is unknown. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /**
   * LID, as a JID; absent while it is unknown.
   * @example 913103037140909@lid
   */
  lid?: string;

  /** When they asked. Absent if WhatsApp does not say. */
  @ApiProperty({ format: 'date-time', required: false })
  requestedAt?: string;

  /**
   * How they asked, in WhatsApp's word: `invite_link`, for example, or `non_admin_add` if a member wants to add them.
   * @example invite_link
   */
  method?: string;

  /** JID of the member who wants to add them; absent if they asked themselves. */
  requestedBy?: string;

  static of({ requestedAt, ...request }: JoinRequest): JoinRequestDto {
    return { ...request, ...(requestedAt !== undefined && { requestedAt: iso(requestedAt) }) };
  }
}

export class JoinRequestsDto {
  /** In the order in which WhatsApp lists them. */
  requests: JoinRequestDto[];
}

/** The people whose invitations were withdrawn. */
export class WithdrawnInvitationsDto {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /** The people as named in the request. They cannot join by an invitation from this group, whether or not they had one. */
  @ApiProperty({ example: ['6281234567890'] })
  participants: string[];
}

export class JoiningDto implements Joining {
  /**
   * JID of the group.
   * @example 120363043211234567@g.us
   */
  jid: string;

  /**
   * `requested`: an admin must approve the request. The event `group_participants` reports it when the account is in the
   * group.
   */
  @ApiProperty({ enum: ['joined', 'requested'] })
  status: Joining['status'];
}
