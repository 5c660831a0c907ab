import { phoneFault } from '#libs/whatsapp';
import { type FieldOptions, Identifier } from '../http/fields.js';
import { LONGEST_ADDRESS } from './judges.js';

/** A phone number with its country code. */
export function Phone(options: FieldOptions = {}): PropertyDecorator {
  return Identifier({ max: LONGEST_ADDRESS, judge: phoneFault, ...options });
}
