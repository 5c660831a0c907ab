import { IsNotEmpty, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

export class SendLocationDto extends OutgoingDto {
  /**
   * Degrees, north positive.
   * @example -6.1754
   */
  @Max(90)
  @Min(-90)
  @IsNumber()
  latitude: number;

  /**
   * Degrees, east positive.
   * @example 106.8272
   */
  @Max(180)
  @Min(-180)
  @IsNumber()
  longitude: number;

  /**
   * What the place is called.
   * @example National Monument
   */
  @MayBeAbsent()
  @MaxLength(1024)
  @IsNotEmpty()
  @IsString()
  name?: string;

  /** @example Gambir, Jakarta */
  @MayBeAbsent()
  @MaxLength(1024)
  @IsNotEmpty()
  @IsString()
  address?: string;
}
