import { DISAPPEARING_SECONDS } from '#libs/whatsapp';
import { Field } from '../http/fields.js';

/** One of the times after which WhatsApp lets messages disappear, in seconds. */
export function DisappearingSeconds(): PropertyDecorator {
  const times: readonly unknown[] = DISAPPEARING_SECONDS;
  const fault = `must be one of ${times.join(', ')}`;
  return Field((value) => (times.includes(value) ? undefined : fault), {
    optional: true,
    type: 'integer',
    enum: [...times],
    example: 604_800,
  });
}
