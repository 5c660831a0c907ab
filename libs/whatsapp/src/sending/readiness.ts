import { measures } from '#libs/observability';
import type { InstanceContext } from '../context/instance-context.js';

/**
 * Sees that there is a connection for a message that is to be sent now. One that is refused for want of it counts as a send.
 * @throws WhatsAppFault INSTANCE_NOT_CONNECTED (`not_sent`)
 */
export function requireLink({ uplink }: Pick<InstanceContext, 'uplink'>): void {
  try {
    uplink.link();
  } catch (error) {
    measures.send.note({ outcome: 'not_sent' });
    throw error;
  }
}
