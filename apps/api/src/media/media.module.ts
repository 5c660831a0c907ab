import { Global, Module } from '@nestjs/common';
import { MediaConverter } from './media-converter.js';
import { MediaIntake } from './media-intake.js';
import { MediaSpool } from './media-spool.js';

/** Lets the handlers of all modules receive and answer with files. */
@Global()
@Module({
  providers: [MediaSpool, MediaConverter, MediaIntake],
  exports: [MediaSpool, MediaConverter, MediaIntake],
})
export class MediaModule {}
