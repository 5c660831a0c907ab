import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import { INSTANCE_ID, INSTANCE_ID_RULE, Judged, MayBeAbsent, MayBeNull, webUrl } from '../../http/fields.js';

/** How many messages a minute an instance sends at the most. */
function SendRate(): PropertyDecorator {
  return applyDecorators(
    Max(6000),
    Min(0),
    IsInt(),
    MayBeNull(),
    ApiProperty({
      description:
        'Messages a minute at the most: more wait, instead of being refused. 0: any number; null: as the server has it, `SEND_RATE_PER_MINUTE`',
      type: 'integer',
      minimum: 0,
      maximum: 6000,
      nullable: true,
      required: false,
      example: 20,
    }),
  );
}

/** What of an instance can be changed. */
export class UpdateInstanceDto {
  @SendRate()
  sendRatePerMinute?: number | null;
}

export class CreateInstanceDto {
  /**
   * The caller's name for the instance.
   * @example my-bot-1
   */
  @Matches(INSTANCE_ID, INSTANCE_ID_RULE)
  instanceId: string;

  /**
   * Where the instance's events go. Without one they are only kept.
   * @example https://myapp.com/webhook
   */
  @MayBeNull()
  @Judged(webUrl)
  @ApiProperty({ type: 'string', format: 'uri', nullable: true, required: false, maxLength: 2048 })
  webhookUrl?: string | null;

  /** The events that the receiver wants; all when absent. */
  @MayBeAbsent()
  @ArrayUnique()
  @IsIn(EVENT_NAMES, { each: true })
  @IsArray()
  @ApiProperty({
    enum: EVENT_NAMES,
    isArray: true,
    required: false,
    example: ['message', 'qr', 'ready', 'disconnected'],
  })
  webhookEvents?: WebhookEvent[];

  /** Whether events are delivered. */
  @MayBeAbsent()
  @IsBoolean()
  @ApiProperty({ default: true, required: false })
  webhookEnabled?: boolean;

  @SendRate()
  sendRatePerMinute?: number | null;
}
