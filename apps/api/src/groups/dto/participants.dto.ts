import { ApiProperty } from '@nestjs/swagger';
import {
  PARTICIPANT_ACTIONS,
  PARTICIPANT_FAULTS,
  type ParticipantError,
  type ParticipantReason,
  type ParticipantResult,
  personFault,
} from '#libs/whatsapp';
import { addressList } from '../../common/judges.js';
import { Field, type FieldOptions } from '../../http/fields.js';

/** As many as a group can have beside the account. */
const MOST_PARTICIPANTS = 1023;

const people = addressList(personFault, { max: MOST_PARTICIPANTS, of: 'phone numbers or JIDs' });

/** A list of people. */
export function People(options: FieldOptions = {}): PropertyDecorator {
  return Field(people, {
    description: 'Phone numbers or JIDs of persons',
    type: [String],
    minItems: 1,
    maxItems: MOST_PARTICIPANTS,
    example: ['6281234567890', '6281234567891'],
    ...options,
  });
}

export class ParticipantsDto {
  @People()
  participants: string[];
}

/** For routes that take the list in the query as well. */
export class FewerParticipantsDto {
  @People({ optional: true })
  participants?: string[];
}

function listed(value: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return value;
  return [value].flat().flatMap((each: unknown) => (typeof each === 'string' ? each.split(',') : [each]));
}

/** People in a query, for clients whose DELETE has no body. */
export class ParticipantsQuery {
  /** Phone numbers or JIDs, repeated or separated by commas, unless the body has them. */
  @Field((value, query) => people(listed(value), query), {
    optional: true,
    type: [String],
    example: ['6281234567890'],
  })
  participants?: string | string[];

  /** The list in whichever way it was written. */
  static people({ participants }: ParticipantsQuery): string[] | undefined {
    if (participants === undefined) return undefined;
    return [participants].flat().flatMap((each) => each.split(','));
  }
}

const REASONS = Object.keys(PARTICIPANT_FAULTS);
const STATUSES = [...Object.values(PARTICIPANT_ACTIONS), 'failed'];

/** Why it could not be done with somebody. */
export class ParticipantErrorDto implements ParticipantError {
  @ApiProperty({ enum: REASONS, example: 'not_allowed' })
  reason: ParticipantReason;

  /** The reason in words. */
  message: string;

  /**
   * WhatsApp's own code, where it is WhatsApp that refused.
   * @example 403
   */
  @ApiProperty({ required: false, example: '403' })
  code?: string;
}

/** What became of one of those who were named. */
export class ParticipantResultDto implements ParticipantResult {
  /**
   * As it was given.
   * @example 6281234567890
   */
  @ApiProperty({ example: '6281234567890' })
  participant: string;

  /**
   * Phone JID, a LID only while the phone is unknown; absent for who is not on WhatsApp.
   * @example 6281234567890@s.whatsapp.net
   */
  jid?: string;

  @ApiProperty({ enum: STATUSES, example: 'added' })
  status: ParticipantResult['status'];

  error?: ParticipantErrorDto;
}

export class ParticipantResultsDto {
  /** One per participant of the request, in the same order. */
  results: ParticipantResultDto[];
}
