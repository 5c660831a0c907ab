import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { AddressGuard, OutboundRefused } from '#libs/outbound';
import { configOf, Storage, type TargetConfig, type TargetRow } from '#libs/storage';
import { Dispatcher, TestDelivery } from '#libs/webhooks';
import { WhatsApp } from '#libs/whatsapp';
import { ApiFault, invalidRequest } from '../http/fault.js';
import type { UpdateWebhookDto } from './dto/update-webhook.dto.js';
import { WebhookDto, type WebhookTestDto } from './dto/webhook.dto.js';

/** The webhook configurations of instances. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly whatsapp: WhatsApp,
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
    const uid = this.whatsapp.instance(instanceId).uid;
    const row = existing(await this.storage.targets.update(uid, Object.assign({}, change), this.clock.now()));
    this.dispatcher.wake(row.id);
    const webhook = WebhookDto.of(configOf(row));
    if (warnings.length > 0) webhook.warnings = warnings;
    return webhook;
  }

  /** @throws ApiFault CONFLICT without a URL, WEBHOOK_FAILED when the receiver does not accept the event */
  async test(instanceId: string): Promise<WebhookTestDto> {
    const target = await this.target(instanceId);
    if (target.webhookUrl === null)
      throw new ApiFault('CONFLICT', 'the instance has no webhookUrl: set it with PUT webhook');
    const {
      delivered,
      status,
      latencyMs,
      body = '',
      error,
    } = await this.testDelivery.send(target, instanceId);
    if (delivered && status !== undefined) return { status, latencyMs, body };
    const details = { status, latencyMs, body, reason: error };
    throw new ApiFault('WEBHOOK_FAILED', 'the receiver did not accept the test event', details);
  }

  /** The configuration of an instance's target. @throws WhatsAppFault INSTANCE_NOT_FOUND */
  async target(instanceId: string): Promise<TargetConfig> {
    return configOf(existing(await this.storage.targets.ofInstance(this.whatsapp.instance(instanceId).uid)));
  }

  /**
   * Returns warnings about a webhook URL.
   * @throws ApiFault INVALID_REQUEST if nothing may be sent to it
   */
  judge(url: string | null | undefined): string[] {
    if (url === null || url === undefined) return [];
    try {
      return this.guard.checkUrl(url).warnings;
    } catch (error) {
      if (error instanceof OutboundRefused)
        throw invalidRequest({ field: 'webhookUrl', reason: error.message });
      throw error;
    }
  }
}

/** An instance can be deleted at any moment, and its target with it. */
function existing(row: TargetRow | undefined): TargetRow {
  if (!row) throw new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
  return row;
}
