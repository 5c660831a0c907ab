import { Decimal, Text } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

export class SendLocationDto extends OutgoingDto {
  /**
   * Degrees, north positive.
   * @example -6.1754
   */
  @Decimal({ min: -90, max: 90 })
  latitude: number;

  /**
   * Degrees, east positive.
   * @example 106.8272
   */
  @Decimal({ min: -180, max: 180 })
  longitude: number;

  /**
   * What the place is called.
   * @example National Monument
   */
  @Text({ max: 1024, optional: true })
  name?: string;

  /** @example Gambir, Jakarta */
  @Text({ max: 1024, optional: true })
  address?: string;
}
