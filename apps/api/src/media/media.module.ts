import { Global, Module } from '@nestjs/common';
import { MediaIntake } from './media-intake.js';
import { MediaSpool } from './media-spool.js';

/** Lets every module's handlers take media, and give them out. */
@Global()
@Module({ providers: [MediaSpool, MediaIntake], exports: [MediaSpool, MediaIntake] })
export class MediaModule {}
