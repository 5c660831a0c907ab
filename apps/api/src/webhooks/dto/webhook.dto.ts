import { ApiProperty } from '@nestjs/swagger';
import {
  DEFAULT_EVENTS,
  EVENT_SELECTORS,
  type EventSelector,
  PAYLOAD_FORMATS,
  type PayloadFormat,
} from '#libs/events';
import type { TargetConfig } from '#libs/storage';
import { FORMAT_MEANINGS, ORDER_MEANINGS, ORDERS } from './update-webhook.dto.js';

/** The webhook configuration of an instance. */
export class WebhookDto {
  /** URL that receives the instance's events; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token. */
  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    required: false,
    example: 'https://example.com/webhook',
  })
  webhookUrl?: string | null;

  /** The events that are delivered. `*`: all, except those that have to be asked for by name. */
  @ApiProperty({ enum: EVENT_SELECTORS, isArray: true })
  webhookEvents: readonly EventSelector[];

  /** Whether events are delivered. */
  webhookEnabled: boolean;

  @ApiProperty({ enum: ORDERS, description: ORDER_MEANINGS })
  order: 'chat' | 'strict';

  /** Names of the headers that are added to every request. Their values may be secrets and are never shown. */
  headerNames: string[];

  @ApiProperty({ enum: PAYLOAD_FORMATS, description: FORMAT_MEANINGS })
  format: PayloadFormat;

  /** What is unwise about the configuration, such as a URL with plain http. Absent if there is nothing to report. */
  warnings?: string[];

  static of({ webhookUrl, webhookEvents, webhookEnabled, order, headers, format }: TargetConfig): WebhookDto {
    return {
      webhookUrl,
      webhookEvents: webhookEvents ?? DEFAULT_EVENTS,
      webhookEnabled,
      order,
      headerNames: Object.keys(headers),
      format,
    };
  }
}

/** The receiver's answer to the test event. */
export class WebhookTestDto {
  /** HTTP status of the receiver's answer. */
  @ApiProperty({ type: 'integer', example: 200 })
  status: number;

  /** Milliseconds until the receiver answered. */
  @ApiProperty({ type: 'integer', example: 42 })
  latencyMs: number;

  /** Beginning of the receiver's answer, up to 1024 bytes. */
  body: string;
}
