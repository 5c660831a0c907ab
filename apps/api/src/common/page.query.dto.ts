import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Judged, MayBeAbsent } from '../http/fields.js';

const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;

function limitFault(value: unknown): string | undefined {
  const size = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  return size >= 1 && size <= LARGEST_PAGE ? undefined : `must be a whole number from 1 to ${LARGEST_PAGE}`;
}

/** Which part of a list. */
export class PageQuery {
  /** How many there shall be. */
  @MayBeAbsent()
  @Judged(limitFault)
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_PAGE,
    default: USUAL_PAGE,
    required: false,
  })
  limit?: string;

  /** `nextCursor` of the page before. */
  @MayBeAbsent()
  @MaxLength(512)
  @IsNotEmpty()
  @IsString()
  cursor?: string;

  static size({ limit }: PageQuery): number {
    return limit === undefined ? USUAL_PAGE : Number(limit);
  }
}
