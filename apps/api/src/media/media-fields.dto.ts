import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Judged, MayBeAbsent } from '../http/fields.js';
import { LONGEST_MIMETYPE, mimetypeFault } from './media-type.js';

/** What a caller can say about a file that it sends. */
export class MediaFieldsDto {
  /**
   * Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
   * open, as in some documents. A value that contradicts the bytes is an error.
   */
  @ApiProperty({ example: 'application/pdf', maxLength: LONGEST_MIMETYPE })
  @MayBeAbsent()
  @Judged(mimetypeFault)
  mimetype?: string;

  /**
   * Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
   * one made from its type.
   * @example report.pdf
   */
  @MayBeAbsent()
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  @IsNotEmpty({ message: 'must not be empty' })
  @IsString({ message: 'must be a string' })
  fileName?: string;
}
