import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsBoolean, IsIn, Matches } from 'class-validator';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import { INSTANCE_ID, INSTANCE_ID_RULE, Judged, MayBeAbsent, MayBeNull, webUrl } from '../../http/fields.js';

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
}
