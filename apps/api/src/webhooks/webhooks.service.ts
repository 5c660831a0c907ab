import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { AddressGuard, OutboundRefused } from '#libs/outbound';
import { configOf, Storage, type TargetConfig } from '#libs/storage';
import { Dispatcher, TestDelivery } from '#libs/webhooks';
import { ApiFault, invalidRequest } from '../http/fault.js';
import type { TestEndpointDto } from './dto/test-endpoint.dto.js';
import type { UpdateWebhookDto } from './dto/update-webhook.dto.js';
import { WebhookDto, type WebhookTestDto } from './dto/webhook.dto.js';
import { type EndpointKey, EndpointRows } from './endpoint-rows.js';

/** Name of no instance that a test of a global endpoint is about. */
const NO_INSTANCE = 'test';

/** The webhook configurations of instances, and tests of endpoints. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly rows: EndpointRows,
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly testDelivery: TestDelivery,
    private readonly guard: AddressGuard,
    private readonly clock: Clock,
  ) {}

  async get(instanceId: string): Promise<WebhookDto> {
    return WebhookDto.of(await this.target(instanceId));
  }

  /** Changes the fields that `change` contains. A new URL also applies to deliveries that are waiting. */
  async update(instanceId: string, change: UpdateWebhookDto): Promise<WebhookDto> {
    const warnings = this.judge(change.webhookUrl);
    const { id } = await this.rows.find({ instanceId });
    const changed = await this.storage.targets.change(id, Object.assign({}, change), this.clock.now());
    const row = this.rows.existing({ instanceId }, changed);
    this.dispatcher.wake(id);
    const webhook = WebhookDto.of(configOf(row));
    if (warnings.length > 0) webhook.warnings = warnings;
    return webhook;
  }

  /**
   * Sends a test event, or an example of another one.
   * @throws ApiFault CONFLICT without a URL, WEBHOOK_FAILED when the receiver does not accept the event
   */
  async test(key: EndpointKey, { event }: TestEndpointDto = {}): Promise<WebhookTestDto> {
    const row = await this.rows.find(key);
    if (row.url === null)
      throw new ApiFault('CONFLICT', 'the endpoint has no URL: set one, for example with PUT webhook');
    const {
      delivered,
      status,
      latencyMs,
      body = '',
      error,
    } = await this.testDelivery.send(row, configOf(row), {
      instanceId: key.instanceId ?? NO_INSTANCE,
      event,
    });
    if (delivered && status !== undefined) return { status, latencyMs, body };
    const details = { status, latencyMs, body, reason: error };
    throw new ApiFault('WEBHOOK_FAILED', 'the receiver did not accept the test event', details);
  }

  /** The configuration of an instance's target. @throws WhatsAppFault INSTANCE_NOT_FOUND */
  async target(instanceId: string): Promise<TargetConfig> {
    return configOf(await this.rows.find({ instanceId }));
  }

  /** The configurations of the targets of all instances, by the ids of the instances. */
  async targets(): Promise<Map<string, TargetConfig>> {
    const rows = await this.storage.targets.ofInstances();
    return new Map([...rows].map(([instanceId, row]) => [instanceId, configOf(row)]));
  }

  /**
   * Returns warnings about a webhook URL.
   * @param field field that the error names
   * @throws ApiFault INVALID_REQUEST if nothing may be sent to it
   */
  judge(url: string | null | undefined, field = 'webhookUrl'): string[] {
    if (url === null || url === undefined) return [];
    try {
      return this.guard.checkUrl(url).warnings;
    } catch (error) {
      if (error instanceof OutboundRefused) throw invalidRequest({ field, reason: error.message });
      throw error;
    }
  }
}
