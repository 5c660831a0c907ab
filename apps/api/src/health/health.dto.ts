import { ApiProperty } from '@nestjs/swagger';

/** How many instances are in which state. */
export class InstanceCountDto {
  @ApiProperty({ type: 'integer', example: 3 })
  total: number;

  @ApiProperty({ type: 'integer', example: 2 })
  connected: number;
}

export class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';

  /** @example 0.1.0 */
  version: string;

  /** Seconds since the server started. */
  @ApiProperty({ type: 'integer', example: 86400 })
  uptimeSeconds: number;

  instances: InstanceCountDto;
}
