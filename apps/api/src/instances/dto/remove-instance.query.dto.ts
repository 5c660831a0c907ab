import { Choice } from '../../http/fields.js';

export class RemoveInstanceQuery {
  /** Whether to unlink the device at WhatsApp first. */
  @Choice(['true', 'false'], { optional: true, default: 'false' })
  logout?: 'true' | 'false';
}
