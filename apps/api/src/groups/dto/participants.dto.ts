import { ApiProperty } from '@nestjs/swagger';
import {
  PARTICIPANT_ACTIONS,
  PARTICIPANT_FAULTS,
  type ParticipantError,
  type ParticipantReason,
  type ParticipantResult,
  personFault,
} from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { addressList, LONGEST_ADDRESS } from '../../common/judges.js';
import { entriesIn } from '../../common/query-list.js';
import { invalidRequest } from '../../http/fault.js';
import { Field, type FieldOptions } from '../../http/fields.js';

/** A group has at most 1024 members, the account included. */
const MOST_PARTICIPANTS = 1023;

const people = addressList(personFault, { max: MOST_PARTICIPANTS, of: 'phone numbers or JIDs' });

/** A list of people to add to a group, or to act on in it. */
export function People(options: FieldOptions = {}): PropertyDecorator {
  return Field(people, {
    description: 'Phone numbers with country code, or JIDs of people.',
    type: [String],
    minItems: 1,
    maxItems: MOST_PARTICIPANTS,
    maxLength: LONGEST_ADDRESS,
    example: ['6281234567890', '6281234567891'],
    ...options,
  });
}

export class ParticipantsDto {
  @People()
  participants: string[];
}

/** A list of people in the body, for routes that also accept it in the query. */
export class FewerParticipantsDto {
  @People({ optional: true })
  participants?: string[];
}

/** A list of people in the query, for clients that cannot send a body with DELETE. */
export class ParticipantsQuery {
  /**
   * Phone numbers with country code, or JIDs of people, if the body does not contain them. Repeat the parameter or
   * separate the values by commas.
   */
  @Field((value, query) => people(entriesIn(value), query), {
    optional: true,
    type: [String],
    minItems: 1,
    maxItems: MOST_PARTICIPANTS,
    example: ['6281234567890'],
  })
  participants?: string | string[];

  /** The people that the body or the query names. @throws ApiFault INVALID_REQUEST */
  static peopleIn({ participants }: FewerParticipantsDto = {}, query: ParticipantsQuery): string[] {
    const queried = query.participants === undefined ? undefined : entriesIn(query.participants);
    if (participants && queried)
      throw invalidRequest({
        field: 'participants',
        reason: 'must be given in the body or in the query, not in both',
      });
    const named = participants ?? queried;
    if (!named)
      throw invalidRequest({ field: 'participants', reason: 'is required, in the body or in the query' });
    return named;
  }
}

const REASONS = Object.keys(PARTICIPANT_FAULTS);
const STATUSES = [...Object.values(PARTICIPANT_ACTIONS), 'failed'];

/** Why an action failed for one person. */
export class ParticipantErrorDto implements ParticipantError {
  /** Why the action failed. `unknown`: WhatsApp reported no result for this person. */
  @ApiProperty({ enum: REASONS, example: 'not_allowed' })
  reason: ParticipantReason;

  /** Explains `reason`. */
  message: string;

  /**
   * WhatsApp's error code; absent if WhatsApp did not refuse the action.
   * @example 403
   */
  @ApiProperty({ required: false, example: '403' })
  code?: string;
}

/** Lets one person join a group that the account may not add them to. */
export class PersonalInvitationDto {
  /**
   * The code of the invitation, which only this person can use.
   * @example AbCdEfGhIjKlMnOp
   */
  inviteCode: string;

  /** When the invitation ends. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}

/** The result of an action for one person. */
export class ParticipantResultDto {
  /**
   * The person as named in the request.
   * @example 6281234567890
   */
  @ApiProperty({ example: '6281234567890' })
  participant: string;

  /**
   * Phone JID, or LID while the phone number is unknown; absent if the person is not on WhatsApp.
   * @example 6281234567890@s.whatsapp.net
   */
  jid?: string;

  /** What was done, or `failed`: see `error`. */
  @ApiProperty({ enum: STATUSES, example: 'added' })
  status: ParticipantResult['status'];

  /** Present only if `status` is `failed`. */
  error?: ParticipantErrorDto;

  /** What the person can be sent instead, with `POST messages/group-invite`, if WhatsApp offers it. */
  invitation?: PersonalInvitationDto;

  static of({ invitation, ...result }: ParticipantResult): ParticipantResultDto {
    if (!invitation) return result;
    const { code: inviteCode, expiresAt } = invitation;
    return { ...result, invitation: { inviteCode, expiresAt: iso(expiresAt) } };
  }
}

export class ParticipantResultsDto {
  /** One result per participant, in the order of the request. */
  results: ParticipantResultDto[];
}
