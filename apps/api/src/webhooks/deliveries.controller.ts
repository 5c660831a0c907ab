import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesPageDto, DeliveryDetailDto, ReplayResultDto } from './dto/delivery.dto.js';
import { DeliveriesQuery, DeliveryParams, ReplayDto } from './dto/delivery.query.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';

@ApiTags('Webhooks')
@Controller('api/v1/instances/:instanceId/webhook')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('status')
  @Operation({
    id: 'getWebhookStatus',
    summary: 'See how deliveries to the receiver go',
    description: 'Counts, success rate, latency, what waits and since when, the last error.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  status(@Param() { instanceId }: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.status(instanceId);
  }

  @Get('deliveries')
  @Operation({
    id: 'listDeliveries',
    summary: 'List deliveries to the receiver',
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: DeliveriesQuery): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query, instanceId);
  }

  @Get('deliveries/:deliveryId')
  @Operation({
    id: 'getDelivery',
    summary: 'Get a delivery with all its attempts',
    answers: { 200: 'The delivery, what is sent, and every attempt' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  get(@Param() { instanceId, deliveryId }: DeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(deliveryId, instanceId);
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliver',
    summary: 'Make a delivery again',
    description:
      'Whatever became of it. It keeps its id, its attempts begin anew, and a held receiver is given another chance.',
    answers: { 200: 'The delivery, which is due now' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() { instanceId, deliveryId }: DeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(deliveryId, instanceId);
  }

  @Post('replay')
  @Operation({
    id: 'replayDeliveries',
    summary: 'Make deliveries again',
    description: 'Those that were given up, unless states are named; oldest first. They keep their ids.',
    answers: { 200: 'How many' },
    data: ReplayResultDto,
    faults: ['INSTANCE_NOT_FOUND'],
    optionalBody: {
      states: ['parked', 'delivered'],
      events: ['message'],
      from: '2026-01-31T09:00:00Z',
      to: '2026-02-01T09:00:00Z',
    },
  })
  replay(@Param() { instanceId }: InstanceParams, @Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {}, instanceId);
  }

  @Post('pause')
  @Operation({
    id: 'pauseWebhook',
    summary: 'Stop deliveries to the receiver',
    description: 'Events go on being kept for it.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  pause(@Param() { instanceId }: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.pause(true, instanceId);
  }

  @Post('resume')
  @Operation({
    id: 'resumeWebhook',
    summary: 'Take up deliveries to the receiver again',
    description: 'What waits is due at once, for a held receiver as well.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  resume(@Param() { instanceId }: InstanceParams): Promise<WebhookStatusDto> {
    return this.deliveries.pause(false, instanceId);
  }
}
