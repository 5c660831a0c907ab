import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesPageDto, DeliveryDetailDto, ReplayResultDto } from './dto/delivery.dto.js';
import { DeliveriesQuery, GlobalDeliveryParams, ReplayDto } from './dto/delivery.query.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';

/** The receiver of all instances' events (`WEBHOOK_URL`). */
@ApiTags('Webhooks')
@Controller('api/v1/webhooks')
export class GlobalDeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('status')
  @Operation({
    id: 'getGlobalWebhookStatus',
    summary: 'See how deliveries to the global receiver go',
    description: 'Counts, success rate, latency, what waits and since when, the last error.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
  })
  status(): Promise<WebhookStatusDto> {
    return this.deliveries.status();
  }

  @Get('deliveries')
  @Operation({
    id: 'listGlobalDeliveries',
    summary: 'List deliveries to the global receiver',
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
  })
  list(@Query() query: DeliveriesQuery): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query);
  }

  @Get('deliveries/:deliveryId')
  @Operation({
    id: 'getGlobalDelivery',
    summary: 'Get a delivery with all its attempts',
    answers: { 200: 'The delivery, what is sent, and every attempt' },
    data: DeliveryDetailDto,
    faults: ['DELIVERY_NOT_FOUND'],
  })
  get(@Param() { deliveryId }: GlobalDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(deliveryId);
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliverGlobal',
    summary: 'Make a delivery again',
    description:
      'Whatever became of it. It keeps its id, its attempts begin anew, and a held receiver is given another chance.',
    answers: { 200: 'The delivery, which is due now' },
    data: DeliveryDetailDto,
    faults: ['DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() { deliveryId }: GlobalDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(deliveryId);
  }

  @Post('replay')
  @Operation({
    id: 'replayGlobalDeliveries',
    summary: 'Make deliveries again',
    description: 'Those that were given up, unless states are named; oldest first. They keep their ids.',
    answers: { 200: 'How many' },
    data: ReplayResultDto,
    optionalBody: {
      states: ['parked', 'delivered'],
      events: ['message'],
      from: '2026-01-31T09:00:00Z',
      to: '2026-02-01T09:00:00Z',
    },
  })
  replay(@Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {});
  }

  @Post('pause')
  @Operation({
    id: 'pauseGlobalWebhook',
    summary: 'Stop deliveries to the global receiver',
    description: 'Events go on being kept for it.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
  })
  pause(): Promise<WebhookStatusDto> {
    return this.deliveries.pause(true);
  }

  @Post('resume')
  @Operation({
    id: 'resumeGlobalWebhook',
    summary: 'Take up deliveries to the global receiver again',
    description: 'What waits is due at once, for a held receiver as well.',
    answers: { 200: 'How they go' },
    data: WebhookStatusDto,
  })
  resume(): Promise<WebhookStatusDto> {
    return this.deliveries.pause(false);
  }
}
