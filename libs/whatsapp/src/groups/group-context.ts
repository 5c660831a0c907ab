import type { InstanceContext } from '../instance-context.js';
import type { KeptMessages } from '../kept-messages.js';

/** What groups are asked about and changed with. */
export interface GroupContext extends InstanceContext {
  readonly known: KeptMessages;
}
