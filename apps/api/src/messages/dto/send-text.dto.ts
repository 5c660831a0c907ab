import { textFault } from '#libs/whatsapp';
import { FlagOrPart, type Judge, Text } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

/** The longest text of a message, in characters. */
export const LONGEST_TEXT = 65_536;

/** Size of the largest thumbnail, in bytes. Phones make smaller ones. */
const LARGEST_THUMBNAIL_BYTES = 32 * 1024;
const JPEG = Buffer.from('ffd8ff', 'hex');

/** The length of the text shows the size of the picture before it is decoded. */
const thumbnailFault: Judge = (value) => {
  if (typeof value !== 'string' || !/^[A-Za-z\d+/]+={0,2}$/.test(value) || value.length % 4 !== 0)
    return 'must be a JPEG in base64';
  const bytes = Buffer.from(value, 'base64');
  if (!bytes.subarray(0, JPEG.length).equals(JPEG)) return 'must be a JPEG in base64';
  return bytes.length > LARGEST_THUMBNAIL_BYTES ? 'must be at most 32 KiB' : undefined;
};

export class LinkPreviewDto {
  /**
   * The URL as it is written in the text.
   * @example https://example.com/menu
   */
  @Text({ max: 2048 })
  url: string;

  /**
   * Title of the page.
   * @example Menu
   */
  @Text({ max: 256 })
  title: string;

  /** What the page is about. */
  @Text({ max: 1024, optional: true })
  description?: string;

  /** A picture of the page: a JPEG of at most 32 KiB, in base64. */
  @Text({ max: 4 * Math.ceil(LARGEST_THUMBNAIL_BYTES / 3), optional: true, judge: thumbnailFault })
  thumbnail?: string;
}

const describesText: Judge = (value, body) => {
  const { url } = Object(value);
  const { text } = Object(body);
  const occurs = typeof url === 'string' && typeof text === 'string' && text.includes(url);
  return occurs ? undefined : 'must describe a URL that occurs in text';
};

export class SendTextDto extends OutgoingDto {
  static readonly postable = true;

  /**
   * Text of the message.
   * @example Hello from API!
   */
  @Text({ max: LONGEST_TEXT, judge: textFault })
  text: string;

  /**
   * The preview of a link in the text. `true`: the server fetches the page of the first link, which takes up to five seconds;
   * if that fails, the text is sent without preview and the answer has a warning. An object: the preview as you describe it,
   * nothing is fetched. Default: no preview.
   */
  @FlagOrPart(LinkPreviewDto, describesText)
  linkPreview?: boolean | LinkPreviewDto;
}
