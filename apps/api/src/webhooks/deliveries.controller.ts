import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesPageDto, DeliveryDetailDto, ReplayResultDto } from './dto/delivery.dto.js';
import { DeliveriesQuery, DeliveryParams, ReplayDto } from './dto/delivery.query.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';
import { UrlsForReaders } from './urls-for-readers.js';

@ApiTags('Webhooks')
@UseInterceptors(UrlsForReaders)
@Controller('api/v1/instances/:instanceId/webhook')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('status')
  @Operation({
    id: 'getWebhookStatus',
    scope: 'webhooks:read',
    anywhere: true,
    summary: "Get the state of an instance's endpoint",
    description:
      'Reports the state, the numbers of deliveries, the success rate, the latency and the last error.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  status(@Param() params: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.status(params);
  }

  @Get('deliveries')
  @Operation({
    id: 'listDeliveries',
    scope: 'webhooks:read',
    anywhere: true,
    summary: "List deliveries to an instance's endpoint",
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() params: InstanceParams, @Query() query: DeliveriesQuery): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query, params);
  }

  @Get('deliveries/:deliveryId')
  @Operation({
    id: 'getDelivery',
    scope: 'webhooks:read',
    anywhere: true,
    summary: "Get a delivery to an instance's endpoint",
    answers: { 200: 'The delivery, with its payload and all attempts' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  get(@Param() params: DeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(params.deliveryId, params);
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliver',
    scope: 'webhooks:replay',
    summary: "Replay a delivery to an instance's endpoint",
    description:
      'Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.',
    answers: { 200: 'The delivery, which is due immediately' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() params: DeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(params.deliveryId, params);
  }

  @Post('replay')
  @Operation({
    id: 'replayDeliveries',
    scope: 'webhooks:replay',
    summary: "Replay deliveries to an instance's endpoint",
    description:
      'Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.',
    answers: { 200: 'The number of deliveries' },
    data: ReplayResultDto,
    faults: ['INSTANCE_NOT_FOUND'],
    optionalBody: {
      states: ['parked', 'delivered'],
      events: ['message'],
      from: '2026-01-31T09:00:00Z',
      to: '2026-02-01T09:00:00Z',
    },
  })
  replay(@Param() params: InstanceParams, @Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {}, params);
  }

  @Post('pause')
  @Operation({
    id: 'pauseWebhook',
    scope: 'webhooks:write',
    summary: "Pause deliveries to an instance's endpoint",
    description: 'New events wait until you resume deliveries.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  pause(@Param() params: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.pause(params);
  }

  @Post('resume')
  @Operation({
    id: 'resumeWebhook',
    scope: 'webhooks:write',
    summary: "Resume deliveries to an instance's endpoint",
    description: 'Everything that waits becomes due immediately. An endpoint that is held becomes active.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  resume(@Param() params: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.resume(params);
  }
}
