import { selectableFault } from '#libs/whatsapp';
import { Count, type Judge, Text, Texts } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

/** The limit of WhatsApp's own apps. */
const MOST_OPTIONS = 12;

const amongOptions: Judge = (value, body) => selectableFault(value, Reflect.get(body, 'options'));

export class SendPollDto extends OutgoingDto {
  static readonly postable = true;

  /**
   * The question.
   * @example When shall we meet?
   */
  @Text({ max: 255 })
  name: string;

  /** The options to choose from, all different. */
  @Texts({ min: 2, max: MOST_OPTIONS, longest: 100, example: ['Monday', 'Tuesday'] })
  options: string[];

  /** How many options a person may choose, at most the number of options; 0: any number. */
  @Count({ min: 0, max: MOST_OPTIONS, optional: true, default: 1, judge: amongOptions })
  selectableCount?: number;
}
