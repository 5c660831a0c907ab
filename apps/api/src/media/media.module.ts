import { Global, Module } from '@nestjs/common';
import { MediaIntake } from './media-intake.js';
import { MediaSpool } from './media-spool.js';

/** Lets every module's handlers take media. */
@Global()
@Module({ providers: [MediaSpool, MediaIntake], exports: [MediaIntake] })
export class MediaModule {}
