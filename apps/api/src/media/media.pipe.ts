import { Injectable, type PipeTransform } from '@nestjs/common';
import { MediaIntake } from './media-intake.js';

/** Combines the request, which the decorator has, with what receiving requires, which the pipe has. */
export type MediaOpening = (intake: MediaIntake) => object;

@Injectable()
export class MediaPipe implements PipeTransform<MediaOpening, object> {
  constructor(private readonly intake: MediaIntake) {}

  transform(open: MediaOpening): object {
    return open(this.intake);
  }
}
