import { Body, Controller, Get, Param, Post, Put, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { UpdateWebhookDto } from './dto/update-webhook.dto.js';
import { TestEndpointDto, TESTING } from './dto/test-endpoint.dto.js';
import { WebhookDto, WebhookTestDto } from './dto/webhook.dto.js';
import { UrlsForReaders } from './urls-for-readers.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('Webhooks')
@UseInterceptors(UrlsForReaders)
@Controller('api/v1/instances/:instanceId/webhook')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @Operation({
    id: 'getWebhook',
    scope: 'webhooks:read',
    anywhere: true,
    summary: 'Get the webhook configuration',
    answers: { 200: 'The configuration, without secrets' },
    data: WebhookDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  get(@Param() { instanceId }: InstanceParams): Promise<WebhookDto> {
    return this.webhooks.get(instanceId);
  }

  @Put()
  @Operation({
    id: 'updateWebhook',
    scope: 'webhooks:write',
    summary: 'Change the webhook configuration',
    description:
      'Fields that are absent do not change. A new URL also applies to deliveries that are waiting.',
    answers: { 200: 'The current configuration' },
    data: WebhookDto,
    body: { webhookEvents: ['message', 'ready'], order: 'chat', headers: { 'X-Tenant': 'acme' } },
    faults: ['INSTANCE_NOT_FOUND'],
  })
  update(@Param() { instanceId }: InstanceParams, @Body() body: UpdateWebhookDto): Promise<WebhookDto> {
    return this.webhooks.update(instanceId, body);
  }

  @Post('test')
  @Operation({
    id: 'testWebhook',
    scope: 'webhooks:write',
    summary: 'Send a test event',
    description: TESTING,
    answers: { 200: 'The receiver accepted the event' },
    data: WebhookTestDto,
    optionalBody: { event: 'message' },
    faults: ['INSTANCE_NOT_FOUND', 'CONFLICT', 'WEBHOOK_FAILED'],
  })
  test(@Param() params: InstanceParams, @Body() body?: TestEndpointDto): Promise<WebhookTestDto> {
    return this.webhooks.test(params, body);
  }
}
