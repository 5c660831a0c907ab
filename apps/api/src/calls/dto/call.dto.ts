import { ApiProperty } from '@nestjs/swagger';
import { CALL_TYPES, type CallLink, type RejectedCall } from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { ChosenId } from '../../common/chosen-id.js';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { Choice, Time } from '../../http/fields.js';

/** The call that a path names. */
export class CallParams extends InstanceParams {
  /**
   * `callId` of its event `call`. An id with other characters than letters, digits, `-` and `_`: `~` and the base64url of
   * its UTF-8.
   * @example 1C6CF9F0B1F54C5BA8C2
   */
  @ChosenId()
  callId: string;
}

/** A call that was rejected. */
export class RejectedCallDto implements RejectedCall {
  /**
   * Id of the call.
   * @example 1C6CF9F0B1F54C5BA8C2
   */
  callId: string;

  /**
   * JID of the caller.
   * @example 6281234567890@s.whatsapp.net
   */
  @ApiProperty({ type: 'string' })
  from: RejectedCall['from'];

  /** Always `rejected`. */
  @ApiProperty({ enum: ['rejected'] })
  status: 'rejected';
}

/** A link to make. */
export class CreateCallLinkDto {
  /** Kind of call. */
  @Choice(CALL_TYPES, { example: 'video' })
  type: CallLink['type'];

  /** When the call is planned: within the next 365 days. Default: the link can be used at once. */
  @Time({ optional: true })
  startsAt?: string;
}

/** A link with which anybody on WhatsApp can join a call. */
export class CallLinkDto {
  /**
   * The link.
   * @example https://call.whatsapp.com/video/VtLLBhbGbRkD3aJ4gYzKnA
   */
  @ApiProperty({ format: 'uri' })
  url: string;

  /** Kind of call. */
  @ApiProperty({ enum: CALL_TYPES })
  type: CallLink['type'];

  /** When the call is planned; absent if it is not. */
  @ApiProperty({ format: 'date-time', required: false })
  startsAt?: string;

  static of({ startsAt, ...link }: CallLink): CallLinkDto {
    return { ...link, ...(startsAt !== undefined && { startsAt: iso(startsAt) }) };
  }
}
