import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { personFault } from '#libs/whatsapp';
import { Judged, MayBeAbsent } from '../../http/fields.js';
import { InstanceParams } from '../../common/instance.params.dto.js';

/** Whom a path is about. */
export class ContactParams extends InstanceParams {
  /**
   * A phone number, or the JID of a person.
   * @example 6281234567890
   */
  @Judged(personFault)
  jid: string;
}

const SIZES = ['preview', 'full'] as const;

export class PictureQuery {
  /** The small size, or the large one. */
  @MayBeAbsent()
  @IsIn(SIZES)
  @ApiProperty({ enum: SIZES, default: 'full', required: false })
  size?: (typeof SIZES)[number];
}
