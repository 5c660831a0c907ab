import { ApiProperty } from '@nestjs/swagger';
import { ERROR_CODES } from '../http/error-catalogue.js';

/** Why something failed for one entry of a list. */
export class ItemErrorDto {
  /** Error code. */
  @ApiProperty({ enum: ERROR_CODES })
  code: string;

  /** For people; may change. */
  message: string;

  /** Details of the error, depending on `code`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  details: object;
}
