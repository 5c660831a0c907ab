import contentDisposition from 'content-disposition';
import { safeFileName } from '#libs/outbound';
import { BINARY, mimetypeFault } from './media-type.js';

/** The Content-Disposition of a file that somebody else has named: never shown in place of a page of ours. */
export function attachment(fileName: string): string {
  return contentDisposition(safeFileName(fileName) ?? 'file');
}

/** The Content-Type of a file, as its sender says where that is a media type. */
export function mediaTypeOf(mimetype: string): string {
  return mimetypeFault(mimetype) === undefined ? mimetype : BINARY;
}
