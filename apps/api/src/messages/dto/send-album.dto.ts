import type { AlbumResult } from '#libs/whatsapp';
import { Choice, Objects, Text } from '../../http/fields.js';
import { INLINE_MAX_BYTES } from '../../http/media-body.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';
import { LONGEST_CAPTION } from './send-media.dto.js';
import { SendOrScheduleResultDto, SentItemDto } from '../../common/send-result.dto.js';

/** As many as WhatsApp's apps long allowed to choose at once. */
export const MOST_ITEMS = 30;
/** A file in base64, and the head of a data: URI. In characters. */
const LONGEST_MEDIA = Math.ceil(INLINE_MAX_BYTES / 3) * 4 + 1024;

const KINDS = ['image', 'video'] as const;

/** What a caller says of a picture or video of an album. */
export class AlbumItemFieldsDto extends MediaFieldsDto {
  /** What the file is. */
  @Choice(KINDS, { example: 'image' })
  type: (typeof KINDS)[number];

  /** Text that is shown with the file. */
  @Text({ max: LONGEST_CAPTION, optional: true })
  caption?: string;
}

/** A picture or video of an album. */
export class AlbumItemDto extends AlbumItemFieldsDto {
  /**
   * The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64, all files
   * together may have up to 16 MiB.
   */
  @Text({ max: LONGEST_MEDIA })
  media: string;
}

/** An album without its files. */
export class AlbumFieldsDto extends OutgoingDto {
  /** What each of the files is, in their order. */
  @Objects(AlbumItemFieldsDto, { min: 2, max: MOST_ITEMS })
  items: AlbumItemFieldsDto[];
}

export class SendAlbumDto extends OutgoingDto {
  /** The pictures and videos, in their order. Together they may have `MEDIA_MAX_BYTES`. */
  @Objects(AlbumItemDto, { min: 2, max: MOST_ITEMS })
  items: AlbumItemDto[];
}

export class AlbumResultDto {
  /**
   * Id of the album, which is the `parent` of its files.
   * @example 3EB0C431C26A1916E07A
   */
  albumId: string;

  /** One result per file, in the order of the request. */
  results: SentItemDto[];

  static of({ albumId, results }: AlbumResult): AlbumResultDto {
    return {
      albumId,
      results: results.map((result) =>
        result.status === 'failed' ? result : SendOrScheduleResultDto.of(result),
      ),
    };
  }
}
