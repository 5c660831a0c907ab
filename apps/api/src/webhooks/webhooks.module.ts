import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { GlobalDeliveriesController } from './global-deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  controllers: [WebhooksController, DeliveriesController, GlobalDeliveriesController],
  providers: [WebhooksService, DeliveriesService],
  exports: [WebhooksService],
})
export class WebhooksModule {}
