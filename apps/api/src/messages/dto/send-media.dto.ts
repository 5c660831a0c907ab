import { IntersectionType } from '@nestjs/swagger';
import { notWith } from '../../common/judges.js';
import { Flag, Text } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';
import { OutgoingDto } from './outgoing.dto.js';

/** Longer captions are cut by WhatsApp's clients. */
const LONGEST_CAPTION = 4096;

/** What goes with every file. */
export class SendMediaDto extends IntersectionType(MediaFieldsDto, OutgoingDto) {}

export class SendDocumentDto extends SendMediaDto {
  /**
   * Text that goes with the file.
   * @example The report
   */
  @Text({ max: LONGEST_CAPTION, optional: true })
  caption?: string;
}

export class SendImageDto extends SendDocumentDto {
  /** It can be opened once only. */
  @Flag({ optional: true })
  viewOnce?: boolean;
}

export class SendVideoDto extends SendMediaDto {
  /** Text that goes with the video; video notes have none. */
  @Text({
    max: LONGEST_CAPTION,
    optional: true,
    judge: notWith('ptv', 'must not be given with ptv: a video note has no caption'),
  })
  caption?: string;

  /** It can be opened once only. */
  @Flag({ optional: true, judge: notWith('ptv', 'must not be given with ptv') })
  viewOnce?: boolean;

  /** It plays like an animated image. */
  @Flag({ optional: true, judge: notWith('ptv', 'must not be given with ptv') })
  gifPlayback?: boolean;

  /** A video note, shown as a circle. */
  @Flag({ optional: true })
  ptv?: boolean;
}

export class SendAudioDto extends SendMediaDto {
  /** A voice note: has to be Ogg with Opus, or phones cannot play it. */
  @Flag({ optional: true })
  ptt?: boolean;

  /** It can be listened to once only. */
  @Flag({ optional: true })
  viewOnce?: boolean;
}

export class SendStickerDto extends SendMediaDto {}
