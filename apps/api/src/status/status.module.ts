import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

@Module({ imports: [MessagesModule], controllers: [StatusController], providers: [StatusService] })
export class StatusModule {}
