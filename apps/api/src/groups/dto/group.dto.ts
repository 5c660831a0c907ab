import { ApiProperty } from '@nestjs/swagger';
import {
  GROUP_ROLES,
  type GroupInvite,
  type GroupParticipant,
  type GroupRole,
  type GroupSummary,
  type GroupView,
  type Joining,
  type ParticipantResult,
} from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { ParticipantResultDto } from './participants.dto.js';

/** A group, without its members. */
export class GroupSummaryDto {
  /** @example 120363043211234567@g.us */
  jid: string;

  /** @example Lunch */
  name: string;

  /** @example Every day at twelve */
  description?: string;

  /**
   * Whose group it is: phone JID, a LID only while the phone is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  owner?: string;

  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  /** How many members it has. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  size: number;

  /** Only admins write. */
  announce: boolean;

  /** Only admins change name, description and picture. */
  restrict: boolean;

  /** Others than admins add people, too. */
  membersCanAdd: boolean;

  /** Who comes by the invite link has to be let in by an admin. */
  joinApproval: boolean;

  /** Seconds after which messages disappear; 0: never. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  disappearingSeconds: number;

  static of({ createdAt, ...group }: GroupSummary): GroupSummaryDto {
    return { ...group, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}

export class GroupsDto {
  /** In the order in which WhatsApp lists them. */
  groups: GroupSummaryDto[];
}

/** Somebody in a group. */
export class GroupParticipantDto implements GroupParticipant {
  /**
   * Phone JID, a LID only while the phone is unknown.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** In digits. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /** @example 913103037140909@lid */
  lid?: string;

  /** The creator is `superadmin`: nobody can remove or demote them. */
  @ApiProperty({ enum: GROUP_ROLES })
  role: GroupRole;
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

/** A group that was made just now. */
export class NewGroupDto extends GroupDto {
  /** What became of those who were to be in it, one per participant of the request, in the same order. */
  results: ParticipantResultDto[];

  static override of({ results, ...group }: GroupView & { results: ParticipantResult[] }): NewGroupDto {
    return { ...GroupDto.of(group), results };
  }
}

/** What was changed. */
export class GroupChangeDto {
  /** @example 120363043211234567@g.us */
  jid: string;

  /** @example Dinner */
  name?: string;

  /** @example Every day at eight */
  description?: string;
}

export class GroupLeavingDto {
  /** @example 120363043211234567@g.us */
  jid: string;

  @ApiProperty({ enum: [true] })
  left: boolean;
}

export class GroupPictureDto {
  /** @example 120363043211234567@g.us */
  jid: string;

  /** Whether there is a picture. */
  picture: boolean;
}

export class GroupInviteDto implements GroupInvite {
  /** @example AbCdEfGhIjKlMnOpQrStUv */
  inviteCode: string;

  /** @example https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv */
  inviteLink: string;
}

export class JoiningDto implements Joining {
  /** @example 120363043211234567@g.us */
  jid: string;

  /** `requested`: an admin has to say yes first; the event `group_participants` tells when one has. */
  @ApiProperty({ enum: ['joined', 'requested'] })
  status: Joining['status'];
}
