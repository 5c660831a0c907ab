import { Global, Module } from '@nestjs/common';
import { LinkPreviews } from './link-previews.js';

/** Lets the handlers of all modules make previews of links. */
@Global()
@Module({ providers: [LinkPreviews], exports: [LinkPreviews] })
export class PreviewsModule {}
