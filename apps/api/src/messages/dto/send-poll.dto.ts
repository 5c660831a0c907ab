import { selectableFault } from '#libs/whatsapp';
import { Count, type Judge, Text, Texts } from '../../http/fields.js';
import { OutgoingDto } from './outgoing.dto.js';

/** What WhatsApp's clients let people enter. */
const MOST_OPTIONS = 12;

const amongOptions: Judge = (value, body) => selectableFault(value, Reflect.get(body, 'options'));

export class SendPollDto extends OutgoingDto {
  /**
   * The question.
   * @example When shall we meet?
   */
  @Text({ max: 255 })
  name: string;

  /** What can be chosen. */
  @Texts({ min: 2, max: MOST_OPTIONS, longest: 100, example: ['Monday', 'Tuesday'] })
  options: string[];

  /** How many options one may choose; 0: any number. */
  @Count({ min: 0, max: MOST_OPTIONS, optional: true, default: 1, judge: amongOptions })
  selectableCount?: number;
}
