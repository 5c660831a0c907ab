import { ApiProperty } from '@nestjs/swagger';
import { Count } from '../http/fields.js';

/** An hour. */
const LONGEST_S = 3600;
const USUAL_S = 300;

export class CreateLinkDto {
  /** How long the link works, in seconds. */
  @Count({ min: 1, max: LONGEST_S, optional: true, default: USUAL_S, example: 600 })
  expiresInSeconds?: number;

  static seconds({ expiresInSeconds = USUAL_S }: CreateLinkDto): number {
    return expiresInSeconds;
  }
}

/** A link that works without an API key, for a while. */
export class LinkDto {
  /**
   * The path with its query: put the address of the server in front of it.
   * @example /api/v1/instances/my-bot-1/qr?key=root&expires=1735118700&signature=0000000000000000000000000000000000000000000
   */
  path: string;

  /** When the link ends. It ends earlier if the key that made it is revoked, or may no longer do this. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}
