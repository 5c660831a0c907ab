import contentDisposition from 'content-disposition';
import { safeFileName } from '#libs/outbound';
import { BINARY, mimetypeFault } from './media-type.js';

/** The Content-Disposition of a file with a name from outside. Browsers save it, and never show it as a page of ours. */
export function attachment(fileName: string): string {
  return contentDisposition(safeFileName(fileName) ?? 'file');
}

/** The Content-Type of a file: the media type that its sender gave, if it is a valid one. */
export function mediaTypeOf(mimetype: string): string {
  return mimetypeFault(mimetype) === undefined ? mimetype : BINARY;
}
