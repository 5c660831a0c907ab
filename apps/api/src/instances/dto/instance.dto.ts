import { INSTANCE_STATUSES } from '#libs/whatsapp';
import { ApiProperty } from '@nestjs/swagger';
import { EVENT_SELECTORS, type EventSelector } from '#libs/events';
import {
  AUTO_READ,
  type AutoReadSetting,
  CALL_EXCEPTIONS,
  type CallException,
  type InstanceStatus,
} from '#libs/whatsapp';

export class InstanceDto {
  /**
   * Id of the instance.
   * @example my-bot-1
   */
  instanceId: string;

  /** State of the connection. */
  @ApiProperty({ enum: INSTANCE_STATUSES })
  status: InstanceStatus;

  /**
   * Directory of the instance on the server. It is removed with the instance.
   * @example /app/sessions/my-bot-1
   */
  sessionPath: string;

  /** URL that receives the instance's events; null if no URL is set. Absent if the API key lacks the scope `webhooks:read`. */
  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    required: false,
    example: 'https://example.com/webhook',
  })
  webhookUrl?: string | null;

  /** The events that are delivered. */
  @ApiProperty({ enum: EVENT_SELECTORS, isArray: true })
  webhookEvents: readonly EventSelector[];

  /** Whether events are delivered. */
  webhookEnabled: boolean;

  /** When the instance was created. */
  @ApiProperty({ format: 'date-time', example: '2025-12-25T10:00:00.000Z' })
  createdAt: string;

  /** When the latest event of the instance happened, or else when it was created. */
  @ApiProperty({ format: 'date-time', example: '2025-12-25T10:05:00.000Z' })
  lastActivity: string;

  /** Largest number of messages that are sent per minute; 0: no limit. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  sendRatePerMinute: number;

  /** Phone number of the only account that may be linked; null: any. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  phone: string | null;

  /** Whether calls are rejected when they come in. */
  rejectCalls: boolean;

  /** Text that rejected callers get; null: none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  rejectCallsText: string | null;

  /** Calls that are not rejected: those of `contacts` (people in the address book), and those in `groups`. */
  @ApiProperty({ enum: CALL_EXCEPTIONS, isArray: true })
  rejectCallsExcept: readonly CallException[];

  /** What you noted about the instance: texts by key. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { customer: '42', plan: 'pro' },
  })
  metadata: Readonly<Record<string, string>>;

  /** Whose messages are marked as read as soon as they are recorded. */
  @ApiProperty({ enum: AUTO_READ })
  autoRead: AutoReadSetting;

  /** URL of the proxy, with `***` in place of user name and password; null: none. */
  @ApiProperty({ type: 'string', nullable: true, example: 'socks5://***:***@127.0.0.1:1080' })
  proxy: string | null;

  /** Whether people see the account typing before its messages. */
  typing: boolean;

  /** What is unwise about the request, such as a URL with plain http. Absent if there is nothing to report. */
  warnings?: string[];
}

/** The answer to the deletion of an instance. */
export class RemovedInstanceDto {
  /**
   * Id of the instance.
   * @example my-bot-1
   */
  instanceId: string;

  /** Always true. */
  @ApiProperty({ type: 'boolean', enum: [true] })
  deleted: true;
}
