import { IntersectionType } from '@nestjs/swagger';
import { notWith } from '../../common/judges.js';
import { Flag, Text } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

/** WhatsApp's apps truncate longer captions. In characters. */
export const LONGEST_CAPTION = 4096;

/** Whether the server converts the file. */
function Convert(what: string): PropertyDecorator {
  return Flag({
    optional: true,
    description: `Convert the file if phones cannot show it as it is. ${what} Default: false.`,
  });
}

/** The fields of every message with a file. */
export class SendMediaDto extends IntersectionType(MediaFieldsDto, OutgoingDto) {}

export class SendDocumentDto extends SendMediaDto {
  /**
   * Text that is shown with the file.
   * @example The report
   */
  @Text({ max: LONGEST_CAPTION, optional: true })
  caption?: string;
}

export class SendImageDto extends SendDocumentDto {
  static readonly postable = true;

  @Convert('WebP, AVIF, TIFF and GIF become JPEG, or PNG if they have transparent parts.')
  convert?: boolean;

  /** The recipient can open the image only once. Default: false. */
  @Flag({ optional: true })
  viewOnce?: boolean;
}

export class SendVideoDto extends SendMediaDto {
  static readonly postable = true;

  @Convert(
    'Videos become MP4 with H.264 and AAC, of at most 1280 pixels per side, and animated GIFs videos that loop. Needs ffmpeg.',
  )
  convert?: boolean;

  /** Text that is shown with the video. Not allowed with `ptv`. */
  @Text({
    max: LONGEST_CAPTION,
    optional: true,
    judge: notWith('ptv', 'must not be given with ptv: a video note has no caption'),
  })
  caption?: string;

  /** The recipient can open the video only once. Default: false. Not allowed with `ptv`. */
  @Flag({ optional: true, judge: notWith('ptv', 'must not be given with ptv') })
  viewOnce?: boolean;

  /** The video loops like an animated image. Default: false. Not allowed with `ptv`. */
  @Flag({ optional: true, judge: notWith('ptv', 'must not be given with ptv') })
  gifPlayback?: boolean;

  /** Send a video note, which is shown as a circle. Default: false. */
  @Flag({ optional: true })
  ptv?: boolean;
}

export class SendAudioDto extends SendMediaDto {
  @Convert('Recordings, and the sound of videos, become Ogg with Opus, as voice notes need it. Needs ffmpeg.')
  convert?: boolean;

  /** Send a voice note, which must be Ogg with Opus, or be converted: phones cannot play any other. Default: false. */
  @Flag({ optional: true })
  ptt?: boolean;

  /** The recipient can listen to the audio only once. Default: false. */
  @Flag({ optional: true })
  viewOnce?: boolean;
}

export class SendStickerDto extends SendMediaDto {
  @Convert('Pictures become WebP of 512 by 512 pixels, animated if they are.')
  convert?: boolean;
}
