import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../http/fields.js';

export class RemoveInstanceQuery {
  /** Unlink the device at WhatsApp first. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  @ApiProperty({ enum: ['true', 'false'], default: 'false', required: false })
  logout?: 'true' | 'false';
}
