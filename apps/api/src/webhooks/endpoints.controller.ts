import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  CreateEndpointDto,
  PauseEndpointDto,
  RotateSecretDto,
  UpdateEndpointDto,
} from './dto/change-endpoint.dto.js';
import { DeliveriesPageDto, DeliveryDetailDto, ReplayResultDto } from './dto/delivery.dto.js';
import { DeliveriesQuery, ReplayDto } from './dto/delivery.query.dto.js';
import { EndpointDto, RemovedEndpointDto, SecretEndpointDto } from './dto/endpoint.dto.js';
import { EndpointDeliveryParams, EndpointParams } from './dto/endpoint.params.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';
import { TestEndpointDto, TESTING } from './dto/test-endpoint.dto.js';
import { WebhookTestDto } from './dto/webhook.dto.js';
import { EndpointsService } from './endpoints.service.js';
import { UrlsForReaders } from './urls-for-readers.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhook endpoints of an instance. The one called `default` is that of `…/webhook`. */
@ApiTags('Webhooks')
@UseInterceptors(UrlsForReaders)
@Controller('api/v1/instances/:instanceId/webhooks')
export class EndpointsController {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'createEndpoint',
    scope: 'webhooks:write',
    summary: 'Create a webhook endpoint',
    description:
      'The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.',
    answers: { 201: 'The endpoint, with its secret' },
    data: SecretEndpointDto,
    body: {
      name: 'orders',
      url: 'https://example.com/orders',
      events: ['message', 'message_status'],
      filter: { chats: 'people', fromMe: false },
    },
    faults: ['INSTANCE_NOT_FOUND', 'CONFLICT'],
  })
  create(@Param() params: InstanceParams, @Body() body: CreateEndpointDto): Promise<SecretEndpointDto> {
    return this.endpoints.create(params, body);
  }

  @Get()
  @Operation({
    id: 'listEndpoints',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'List the webhook endpoints of an instance',
    answers: { 200: 'All endpoints: `default`, then the others, oldest first' },
    data: [EndpointDto],
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() params: InstanceParams): Promise<EndpointDto[]> {
    return this.endpoints.list(params);
  }

  @Get(':endpointName')
  @Operation({
    id: 'getEndpoint',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'Get a webhook endpoint',
    answers: { 200: 'The endpoint, without its secret' },
    data: EndpointDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  get(@Param() params: EndpointParams): Promise<EndpointDto> {
    return this.endpoints.get(params);
  }

  @Patch(':endpointName')
  @Operation({
    id: 'updateEndpoint',
    scope: 'webhooks:write',
    summary: 'Change a webhook endpoint',
    description:
      'Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on.',
    answers: { 200: 'The endpoint in its current state' },
    data: EndpointDto,
    body: { events: ['message'], filter: { chats: 'groups' }, concurrency: 4, timeoutMs: 5000 },
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  update(@Param() params: EndpointParams, @Body() body: UpdateEndpointDto): Promise<EndpointDto> {
    return this.endpoints.update(params, body);
  }

  @Delete(':endpointName')
  @Operation({
    id: 'removeEndpoint',
    scope: 'webhooks:write',
    summary: 'Remove a webhook endpoint',
    description: 'Its deliveries are removed, too, those that wait included. `default` cannot be removed.',
    answers: { 200: 'The endpoint is removed' },
    data: RemovedEndpointDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND', 'CONFLICT'],
  })
  remove(@Param() params: EndpointParams): Promise<RemovedEndpointDto> {
    return this.endpoints.remove(params);
  }

  @Post(':endpointName/rotate-secret')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'rotateEndpointSecret',
    scope: 'webhooks:write',
    summary: 'Give a webhook endpoint a new secret',
    description:
      'The answer contains the new secret: it is not shown again. Until `graceSeconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.',
    answers: { 200: 'The endpoint, with its new secret' },
    data: SecretEndpointDto,
    optionalBody: { graceSeconds: 3600 },
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  rotate(@Param() params: EndpointParams, @Body() body?: RotateSecretDto): Promise<SecretEndpointDto> {
    return this.endpoints.rotate(params, body ?? {});
  }

  @Post(':endpointName/test')
  @Operation({
    id: 'testEndpoint',
    scope: 'webhooks:write',
    summary: 'Send a test event to a webhook endpoint',
    description: TESTING,
    answers: { 200: 'The receiver accepted the event' },
    data: WebhookTestDto,
    optionalBody: { event: 'message' },
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND', 'CONFLICT', 'WEBHOOK_FAILED'],
  })
  test(@Param() params: EndpointParams, @Body() body?: TestEndpointDto): Promise<WebhookTestDto> {
    return this.webhooks.test(params, body);
  }

  @Get(':endpointName/status')
  @Operation({
    id: 'getEndpointStatus',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'Get the state of a webhook endpoint',
    description:
      'Reports the state, the numbers of deliveries, the success rate, the latency and the last error.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  status(@Param() params: EndpointParams): Promise<WebhookStatusDto> {
    return this.deliveries.status(params);
  }

  @Get(':endpointName/deliveries')
  @Operation({
    id: 'listEndpointDeliveries',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'List deliveries to a webhook endpoint',
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  listDeliveries(
    @Param() params: EndpointParams,
    @Query() query: DeliveriesQuery,
  ): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query, params);
  }

  @Get(':endpointName/deliveries/:deliveryId')
  @Operation({
    id: 'getEndpointDelivery',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'Get a delivery to a webhook endpoint',
    answers: { 200: 'The delivery, with its payload and all attempts' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  getDelivery(@Param() params: EndpointDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(params.deliveryId, params);
  }

  @Post(':endpointName/deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliverEndpoint',
    scope: 'webhooks:replay',
    summary: 'Replay a delivery to a webhook endpoint',
    description:
      'Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.',
    answers: { 200: 'The delivery, which is due immediately' },
    data: DeliveryDetailDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() params: EndpointDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(params.deliveryId, params);
  }

  @Post(':endpointName/replay')
  @Operation({
    id: 'replayEndpointDeliveries',
    scope: 'webhooks:replay',
    summary: 'Replay deliveries to a webhook endpoint',
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
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  replay(@Param() params: EndpointParams, @Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {}, params);
  }

  @Post(':endpointName/pause')
  @Operation({
    id: 'pauseEndpoint',
    scope: 'webhooks:write',
    summary: 'Pause deliveries to a webhook endpoint',
    description: 'New events wait until you resume deliveries.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    optionalBody: { reason: 'The CRM is being moved' },
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  pause(@Param() params: EndpointParams, @Body() body?: PauseEndpointDto): Promise<WebhookStatusDto> {
    return this.deliveries.pause(params, body?.reason);
  }

  @Post(':endpointName/resume')
  @Operation({
    id: 'resumeEndpoint',
    scope: 'webhooks:write',
    summary: 'Resume deliveries to a webhook endpoint',
    description: 'Everything that waits becomes due immediately. An endpoint that is held becomes active.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['INSTANCE_NOT_FOUND', 'ENDPOINT_NOT_FOUND'],
  })
  resume(@Param() params: EndpointParams): Promise<WebhookStatusDto> {
    return this.deliveries.resume(params);
  }
}
