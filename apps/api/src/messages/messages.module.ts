import { Module } from '@nestjs/common';
import { AlbumsService } from './albums.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { ScheduledController } from './scheduled.controller.js';
import { SendingController } from './sending.controller.js';
import { SendingService } from './sending.service.js';
import { UnsupportedController } from './unsupported.controller.js';

@Module({
  controllers: [SendingController, UnsupportedController, MessagesController, ScheduledController],
  providers: [AlbumsService, SendingService, MessagesService],
  exports: [SendingService],
})
export class MessagesModule {}
