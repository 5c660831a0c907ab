import { IntersectionType } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent, NotWith } from '../../http/fields.js';
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
  @MayBeAbsent()
  @MaxLength(LONGEST_CAPTION)
  @IsNotEmpty()
  @IsString()
  caption?: string;
}

export class SendImageDto extends SendDocumentDto {
  /** It can be opened once only. */
  @MayBeAbsent()
  @IsBoolean()
  viewOnce?: boolean;
}

export class SendVideoDto extends SendMediaDto {
  /** Text that goes with the video; video notes have none. */
  @MayBeAbsent()
  @MaxLength(LONGEST_CAPTION)
  @NotWith('ptv', 'must not be given for a video note, which has none')
  @IsNotEmpty()
  @IsString()
  caption?: string;

  /** It can be opened once only. */
  @MayBeAbsent()
  @NotWith('ptv', 'must not be given for a video note')
  @IsBoolean()
  viewOnce?: boolean;

  /** It plays like an animated image. */
  @MayBeAbsent()
  @NotWith('ptv', 'must not be given for a video note')
  @IsBoolean()
  gifPlayback?: boolean;

  /** A video note, shown as a circle. */
  @MayBeAbsent()
  @IsBoolean()
  ptv?: boolean;
}

export class SendAudioDto extends SendMediaDto {
  /** A voice note: has to be Ogg with Opus, or phones cannot play it. */
  @MayBeAbsent()
  @IsBoolean()
  ptt?: boolean;

  /** It can be listened to once only. */
  @MayBeAbsent()
  @IsBoolean()
  viewOnce?: boolean;
}

export class SendStickerDto extends SendMediaDto {}
