import { Decimal, Text } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

export class SendLocationDto extends OutgoingDto {
  /**
   * Latitude in degrees; north is positive.
   * @example -6.1754
   */
  @Decimal({ min: -90, max: 90 })
  latitude: number;

  /**
   * Longitude in degrees; east is positive.
   * @example 106.8272
   */
  @Decimal({ min: -180, max: 180 })
  longitude: number;

  /**
   * Name of the place.
   * @example National Monument
   */
  @Text({ max: 1024, optional: true })
  name?: string;

  /**
   * Address of the place.
   * @example Gambir, Jakarta
   */
  @Text({ max: 1024, optional: true })
  address?: string;
}
