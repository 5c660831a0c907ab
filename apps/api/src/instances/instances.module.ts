import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { ConnectionsService } from './connections.service.js';
import { InstancesController } from './instances.controller.js';
import { InstancesService } from './instances.service.js';

@Module({
  imports: [WebhooksModule],
  controllers: [InstancesController],
  providers: [InstancesService, ConnectionsService],
})
export class InstancesModule {}
