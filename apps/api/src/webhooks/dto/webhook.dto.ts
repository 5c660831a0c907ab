import { ApiProperty } from '@nestjs/swagger';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import type { TargetConfig } from '#libs/storage';
import { ORDERS } from './update-webhook.dto.js';

/** Where an instance's events go. */
export class WebhookDto {
  @ApiProperty({ type: 'string', format: 'uri', nullable: true, example: 'https://example.com/webhook' })
  webhookUrl: string | null;

  @ApiProperty({ enum: EVENT_NAMES, isArray: true })
  webhookEvents: readonly WebhookEvent[];

  webhookEnabled: boolean;

  @ApiProperty({ enum: ORDERS })
  order: 'chat' | 'strict';

  /** Names of the extra headers. Their values may be secrets, and are never shown. */
  headerNames: string[];

  /** What is allowed but unwise about the configuration. */
  warnings?: string[];

  static of({ webhookEvents, headers, ...config }: TargetConfig): WebhookDto {
    return { ...config, webhookEvents: webhookEvents ?? EVENT_NAMES, headerNames: Object.keys(headers) };
  }
}

/** How the receiver answered the test event. */
export class WebhookTestDto {
  /** HTTP status of the receiver's answer. */
  @ApiProperty({ type: 'integer', example: 200 })
  status: number;

  /** Milliseconds until the answer. */
  @ApiProperty({ type: 'integer', example: 42 })
  latencyMs: number;

  /** First bytes of the answer. */
  body: string;
}
