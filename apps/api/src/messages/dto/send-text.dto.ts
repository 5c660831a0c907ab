import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { OutgoingDto } from './outgoing.dto.js';

// Rules are judged from the last to the first, and the first that fails is named.
export class SendTextDto extends OutgoingDto {
  /** @example Hello from API! */
  @MaxLength(65_536)
  @IsNotEmpty()
  @IsString()
  text: string;
}
