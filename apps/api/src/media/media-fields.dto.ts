import { Field, Text } from '../http/fields.js';
import { LONGEST_MIMETYPE, mimetypeFault } from './media-type.js';

/** What a caller can say about a file that it sends. */
export class MediaFieldsDto {
  /**
   * Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
   * open, as in some documents. A value that contradicts the bytes is an error.
   */
  @Field(mimetypeFault, { optional: true, example: 'application/pdf', maxLength: LONGEST_MIMETYPE })
  mimetype?: string;

  /**
   * Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
   * one made from its type.
   * @example report.pdf
   */
  @Text({ max: 1024, optional: true })
  fileName?: string;
}
