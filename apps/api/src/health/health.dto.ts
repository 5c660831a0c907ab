import { ApiProperty } from '@nestjs/swagger';
import type { Conversions } from '../media/media-converter.js';

/** Number of instances by state. */
export class InstanceCountDto {
  /** Number of all instances. */
  @ApiProperty({ type: 'integer', example: 3 })
  total: number;

  /** Number of instances that are connected to WhatsApp. */
  @ApiProperty({ type: 'integer', example: 2 })
  connected: number;
}

/** Which kinds of files the server can convert. */
export class ConversionsDto implements Conversions {
  /** Pictures that phones cannot show. */
  image: boolean;

  /** Pictures to stickers. */
  sticker: boolean;

  /** Recordings; true if the server has ffmpeg. */
  audio: boolean;

  /** Videos; true if the server has ffmpeg. */
  video: boolean;
}

export class HealthDto {
  /** Always `ok`. */
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';

  /**
   * Version of the server.
   * @example 0.1.0
   */
  version: string;

  /** Seconds since the server started. */
  @ApiProperty({ type: 'integer', example: 86400 })
  uptimeSeconds: number;

  /** Number of instances by state. */
  instances: InstanceCountDto;

  /** Which kinds of files the server can convert. */
  conversions: ConversionsDto;
}

export class LivenessDto {
  /** Always `ok`. */
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

export class ReadinessDto {
  /** Always `ready`. */
  @ApiProperty({ enum: ['ready'] })
  status: 'ready';

  /** Free space on the disk of `SESSION_PATH`, in bytes. */
  @ApiProperty({ type: 'integer', example: 53687091200 })
  freeBytes: number;
}
