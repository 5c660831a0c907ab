import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Judged, MayBeAbsent } from '../http/fields.js';
import { mimetypeFault } from './media-type.js';

/** What a caller may say about a medium, besides its bytes. */
export class MediaFieldsDto {
  /** The type of the media. Its bytes decide; for documents of types that they do not tell, this does. */
  @ApiProperty({ example: 'application/pdf' })
  @MayBeAbsent()
  @Judged(mimetypeFault)
  mimetype?: string;

  /**
   * What the file is called; directories and control characters are dropped.
   * @example report.pdf
   */
  @MayBeAbsent()
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  @IsNotEmpty({ message: 'must not be empty' })
  @IsString({ message: 'must be a string' })
  fileName?: string;
}
