import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { ConnectionsService } from './connections.service.js';
import { InstancesController } from './instances.controller.js';
import { InstancesService } from './instances.service.js';
import { StatsService } from './stats.service.js';

@Module({
  imports: [WebhooksModule],
  controllers: [InstancesController],
  providers: [InstancesService, ConnectionsService, StatsService],
})
export class InstancesModule {}
