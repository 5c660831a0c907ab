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
import { GlobalEndpointDeliveryParams, GlobalEndpointParams } from './dto/endpoint.params.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';
import { TestEndpointDto, TESTING } from './dto/test-endpoint.dto.js';
import { WebhookTestDto } from './dto/webhook.dto.js';
import { EndpointsService } from './endpoints.service.js';
import { UrlsForReaders } from './urls-for-readers.js';
import { WebhooksService } from './webhooks.service.js';

/** Global webhook endpoints, which receive the events of all instances. The one called `default` is that of `WEBHOOK_URL`. */
@ApiTags('Webhooks')
@UseInterceptors(UrlsForReaders)
@Controller('api/v1/webhooks')
export class GlobalEndpointsController {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'createGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Create a global webhook endpoint',
    description:
      'The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.',
    answers: { 201: 'The endpoint, with its secret' },
    data: SecretEndpointDto,
    body: {
      name: 'archive',
      url: 'https://example.com/archive',
      events: ['message', 'message_status'],
      filter: { chats: 'people', fromMe: false },
    },
    faults: ['CONFLICT'],
  })
  create(@Body() body: CreateEndpointDto): Promise<SecretEndpointDto> {
    return this.endpoints.create({}, body);
  }

  @Get()
  @Operation({
    id: 'listGlobalEndpoints',
    scope: 'webhooks:read',
    summary: 'List the global webhook endpoints',
    answers: { 200: 'All endpoints: `default`, then the others, oldest first' },
    data: [EndpointDto],
  })
  list(): Promise<EndpointDto[]> {
    return this.endpoints.list({});
  }

  @Get(':endpointName')
  @Operation({
    id: 'getGlobalEndpoint',
    scope: 'webhooks:read',
    summary: 'Get a global webhook endpoint',
    answers: { 200: 'The endpoint, without its secret' },
    data: EndpointDto,
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  get(@Param() params: GlobalEndpointParams): Promise<EndpointDto> {
    return this.endpoints.get(params);
  }

  @Patch(':endpointName')
  @Operation({
    id: 'updateGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Change a global webhook endpoint',
    description:
      'Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on. `url`, `events` and `enabled` of `default` come from the environment and cannot be changed.',
    answers: { 200: 'The endpoint in its current state' },
    data: EndpointDto,
    body: { events: ['message'], filter: { chats: 'groups' }, concurrency: 4, timeoutMs: 5000 },
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  update(@Param() params: GlobalEndpointParams, @Body() body: UpdateEndpointDto): Promise<EndpointDto> {
    return this.endpoints.update(params, body);
  }

  @Delete(':endpointName')
  @Operation({
    id: 'removeGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Remove a global webhook endpoint',
    description:
      'Its deliveries are removed, too, those that wait included. `default` cannot be removed: it comes from `WEBHOOK_URL`.',
    answers: { 200: 'The endpoint is removed' },
    data: RemovedEndpointDto,
    faults: ['ENDPOINT_NOT_FOUND', 'CONFLICT'],
  })
  remove(@Param() params: GlobalEndpointParams): Promise<RemovedEndpointDto> {
    return this.endpoints.remove(params);
  }

  @Post(':endpointName/rotate-secret')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'rotateGlobalEndpointSecret',
    scope: 'webhooks:write',
    summary: 'Give a webhook endpoint a new secret',
    description:
      'The answer contains the new secret: it is not shown again. Until `graceSeconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.',
    answers: { 200: 'The endpoint, with its new secret' },
    data: SecretEndpointDto,
    optionalBody: { graceSeconds: 3600 },
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  rotate(@Param() params: GlobalEndpointParams, @Body() body?: RotateSecretDto): Promise<SecretEndpointDto> {
    return this.endpoints.rotate(params, body ?? {});
  }

  @Post(':endpointName/test')
  @Operation({
    id: 'testGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Send a test event to a global webhook endpoint',
    description: `${TESTING} Its \`instanceId\` is \`test\`, whatever instances there are.`,
    answers: { 200: 'The receiver accepted the event' },
    data: WebhookTestDto,
    optionalBody: { event: 'message' },
    faults: ['ENDPOINT_NOT_FOUND', 'CONFLICT', 'WEBHOOK_FAILED'],
  })
  test(@Param() params: GlobalEndpointParams, @Body() body?: TestEndpointDto): Promise<WebhookTestDto> {
    return this.webhooks.test(params, body);
  }

  @Get(':endpointName/status')
  @Operation({
    id: 'getGlobalEndpointStatus',
    scope: 'webhooks:read',
    summary: 'Get the state of a global webhook endpoint',
    description:
      'Reports the state, the numbers of deliveries, the success rate, the latency and the last error.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  status(@Param() params: GlobalEndpointParams): Promise<WebhookStatusDto> {
    return this.deliveries.status(params);
  }

  @Get(':endpointName/deliveries')
  @Operation({
    id: 'listGlobalEndpointDeliveries',
    scope: 'webhooks:read',
    summary: 'List deliveries to a global webhook endpoint',
    answers: { 200: 'A page of deliveries' },
    data: DeliveriesPageDto,
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  listDeliveries(
    @Param() params: GlobalEndpointParams,
    @Query() query: DeliveriesQuery,
  ): Promise<DeliveriesPageDto> {
    return this.deliveries.list(query, params);
  }

  @Get(':endpointName/deliveries/:deliveryId')
  @Operation({
    id: 'getGlobalEndpointDelivery',
    scope: 'webhooks:read',
    summary: 'Get a delivery to a global webhook endpoint',
    answers: { 200: 'The delivery, with its payload and all attempts' },
    data: DeliveryDetailDto,
    faults: ['ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  getDelivery(@Param() params: GlobalEndpointDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.get(params.deliveryId, params);
  }

  @Post(':endpointName/deliveries/:deliveryId/redeliver')
  @Operation({
    id: 'redeliverGlobalEndpoint',
    scope: 'webhooks:replay',
    summary: 'Replay a delivery to a global webhook endpoint',
    description:
      'Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.',
    answers: { 200: 'The delivery, which is due immediately' },
    data: DeliveryDetailDto,
    faults: ['ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  redeliver(@Param() params: GlobalEndpointDeliveryParams): Promise<DeliveryDetailDto> {
    return this.deliveries.redeliver(params.deliveryId, params);
  }

  @Post(':endpointName/replay')
  @Operation({
    id: 'replayGlobalEndpointDeliveries',
    scope: 'webhooks:replay',
    summary: 'Replay deliveries to a global webhook endpoint',
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
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  replay(@Param() params: GlobalEndpointParams, @Body() body?: ReplayDto): Promise<ReplayResultDto> {
    return this.deliveries.replay(body ?? {}, params);
  }

  @Post(':endpointName/pause')
  @Operation({
    id: 'pauseGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Pause deliveries to a global webhook endpoint',
    description: 'New events wait until you resume deliveries.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    optionalBody: { reason: 'The CRM is being moved' },
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  pause(@Param() params: GlobalEndpointParams, @Body() body?: PauseEndpointDto): Promise<WebhookStatusDto> {
    return this.deliveries.pause(params, body?.reason);
  }

  @Post(':endpointName/resume')
  @Operation({
    id: 'resumeGlobalEndpoint',
    scope: 'webhooks:write',
    summary: 'Resume deliveries to a global webhook endpoint',
    description: 'Everything that waits becomes due immediately. An endpoint that is held becomes active.',
    answers: { 200: 'The state of the endpoint' },
    data: WebhookStatusDto,
    faults: ['ENDPOINT_NOT_FOUND'],
  })
  resume(@Param() params: GlobalEndpointParams): Promise<WebhookStatusDto> {
    return this.deliveries.resume(params);
  }
}
