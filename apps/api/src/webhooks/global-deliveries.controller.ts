import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesPageDto, DeliveryDetailDto, ReplayResultDto } from './dto/delivery.dto.js';
import { DeliveriesQuery, GlobalDeliveryParams, ReplayDto } from './dto/delivery.query.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';
import { UrlsForReaders } from './urls-for-readers.js';

/** Operations on the global endpoint (`WEBHOOK_URL`), which receives the events of all instances. */
@ApiTags('Webhooks')
@UseInterceptors(UrlsForReaders)
@Controller('api/v1/webhooks')
export class GlobalDeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('status')
  @Operation({
    id: 'getGlobalWebhookStatus',
    scope: 'webhooks:read',
    summary: 'Get the state of the global endpoint',
    description:
      'Reports the state, the numbers of deliveries, the success rate, the latency and the last error.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
  })
  status(): Promise<WebhookStatusDto> {
    return this.deliveries.status({});
  }

  @Get('deliveries')
  @Operation({
    id: 'listGlobalDeliveries',
    scope: 'webhooks:read',
    summary: 'List deliveries to the global endpoint',
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
  })
  list(@Query() query: DeliveriesQuery): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query, {});
  }

  @Get('deliveries/:deliveryId')
  @Operation({
    id: 'getGlobalDelivery',
    scope: 'webhooks:read',
    summary: 'Get a delivery to the global endpoint',
    answers: { 200: 'The delivery, with its payload and all attempts' },
    data: DeliveryDetailDto,
    faults: ['DELIVERY_NOT_FOUND'],
  })
  get(@Param() { deliveryId }: GlobalDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(deliveryId, {});
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliverGlobal',
    scope: 'webhooks:replay',
    summary: 'Replay a delivery to the global endpoint',
    description:
      'Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.',
    answers: { 200: 'The delivery, which is due immediately' },
    data: DeliveryDetailDto,
    faults: ['DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() { deliveryId }: GlobalDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(deliveryId, {});
  }

  @Post('replay')
  @Operation({
    id: 'replayGlobalDeliveries',
    scope: 'webhooks:replay',
    summary: 'Replay deliveries to the global endpoint',
    description:
      'Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.',
    answers: { 200: 'The number of deliveries' },
    data: ReplayResultDto,
    optionalBody: {
      states: ['parked', 'delivered'],
      events: ['message'],
      from: '2026-01-31T09:00:00Z',
      to: '2026-02-01T09:00:00Z',
    },
  })
  replay(@Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {}, {});
  }

  @Post('pause')
  @Operation({
    id: 'pauseGlobalWebhook',
    scope: 'webhooks:write',
    summary: 'Pause deliveries to the global endpoint',
    description: 'New events wait until you resume deliveries.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
  })
  pause(): Promise<WebhookStatusDto> {
    return this.deliveries.pause({});
  }

  @Post('resume')
  @Operation({
    id: 'resumeGlobalWebhook',
    scope: 'webhooks:write',
    summary: 'Resume deliveries to the global endpoint',
    description: 'Everything that waits becomes due immediately. An endpoint that is held becomes active.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
  })
  resume(): Promise<WebhookStatusDto> {
    return this.deliveries.resume({});
  }
}
