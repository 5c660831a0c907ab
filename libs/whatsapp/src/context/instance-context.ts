import type { Clock, Logger } from '#libs/observability';
import type { Storage } from '#libs/storage';
import type { Uplink } from './uplink.js';

/** What all parts of one instance share. */
export interface InstanceContext {
  readonly instance_id: string;
  /** Key of the instance's rows. An id can be used again after a deletion, but a uid never is. */
  readonly uid: string;
  readonly storage: Storage;
  readonly uplink: Uplink;
  readonly clock: Clock;
  /** Adds the instance's id to every line. */
  readonly log: Logger;
}
