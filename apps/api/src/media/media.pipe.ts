import { Injectable, type PipeTransform } from '@nestjs/common';
import type { MediaInput } from './media-input.js';
import { MediaIntake } from './media-intake.js';

/** Where the decorator has the request, and the pipe what it takes to receive it. */
export type MediaOpening = (intake: MediaIntake) => MediaInput<object>;

@Injectable()
export class MediaPipe implements PipeTransform<MediaOpening, MediaInput<object>> {
  constructor(private readonly intake: MediaIntake) {}

  transform(open: MediaOpening): MediaInput<object> {
    return open(this.intake);
  }
}
