import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { EndpointRows } from './endpoint-rows.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsService } from './endpoints.service.js';
import { GlobalDeliveriesController } from './global-deliveries.controller.js';
import { GlobalEndpointsController } from './global-endpoints.controller.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  controllers: [
    WebhooksController,
    DeliveriesController,
    EndpointsController,
    GlobalDeliveriesController,
    GlobalEndpointsController,
  ],
  providers: [EndpointRows, WebhooksService, EndpointsService, DeliveriesService],
  exports: [WebhooksService],
})
export class WebhooksModule {}
