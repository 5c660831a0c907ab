import { Injectable, type PipeTransform } from '@nestjs/common';
import type { MediaInput } from './media-input.js';
import { MediaIntake } from './media-intake.js';

/** Combines the request, which the decorator has, with what receiving requires, which the pipe has. */
export type MediaOpening = (intake: MediaIntake) => MediaInput<object>;

@Injectable()
export class MediaPipe implements PipeTransform<MediaOpening, MediaInput<object>> {
  constructor(private readonly intake: MediaIntake) {}

  transform(open: MediaOpening): MediaInput<object> {
    return open(this.intake);
  }
}
