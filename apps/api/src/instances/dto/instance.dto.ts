import { ApiProperty } from '@nestjs/swagger';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import type { InstanceStatus } from '#libs/whatsapp';

export const INSTANCE_STATUSES = [
  'disconnected',
  'connecting',
  'qr_required',
  'connected',
  'reconnecting',
] as const satisfies readonly InstanceStatus[];

export class InstanceDto {
  /** @example my-bot-1 */
  instanceId: string;

  @ApiProperty({ enum: INSTANCE_STATUSES })
  status: InstanceStatus;

  /**
   * The directory of the instance, which goes with it.
   * @example /app/sessions/my-bot-1
   */
  sessionPath: string;

  @ApiProperty({ type: 'string', format: 'uri', nullable: true, example: 'https://example.com/webhook' })
  webhookUrl: string | null;

  @ApiProperty({ enum: EVENT_NAMES, isArray: true })
  webhookEvents: readonly WebhookEvent[];

  webhookEnabled: boolean;

  @ApiProperty({ format: 'date-time', example: '2025-12-25T10:00:00.000Z' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', example: '2025-12-25T10:05:00.000Z' })
  lastActivity: string;

  /** Messages a minute at the most; 0: any number. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  sendRatePerMinute: number;

  /** What is allowed but unwise about the request. */
  warnings?: string[];
}

/** What is left of an instance that was deleted. */
export class RemovedInstanceDto {
  /** @example my-bot-1 */
  instanceId: string;

  @ApiProperty({ type: 'boolean', enum: [true] })
  deleted: true;
}
